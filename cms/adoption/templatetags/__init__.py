"""What templates of the account ask for."""
