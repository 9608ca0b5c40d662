"""What the worker says of its releases, what readers see of each record, and clearances that wait for their hour.

The worker writes these tables (`models`); here it is said in words (`standing`), listed (`views`), and told by mail
when nothing can be published (`alarm`). `schedule` clears at the hour, by the very code of the button.
"""
