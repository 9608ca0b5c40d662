from wagtail.admin.views.generic import WagtailAdminTemplateMixin

class ChooseParentView(WagtailAdminTemplateMixin):
    submit_button_label: str
