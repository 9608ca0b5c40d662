from django.dispatch import Signal

page_published: Signal
page_unpublished: Signal
pre_page_move: Signal
post_page_move: Signal
workflow_submitted: Signal
workflow_approved: Signal
workflow_rejected: Signal
workflow_cancelled: Signal
task_submitted: Signal
