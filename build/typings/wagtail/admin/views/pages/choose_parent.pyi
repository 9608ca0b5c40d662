from wagtail.admin.views.generic import CreateEditMixin

class ChooseParentView(CreateEditMixin):
    submit_button_label: str
