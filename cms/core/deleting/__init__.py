"""What is in use is not deleted: `uses` finds where a thing is used, `refusing`
says so before the question is asked."""
