from .models import WagtailAdminModelForm as WagtailAdminModelForm
from .pages import WagtailAdminPageForm as WagtailAdminPageForm
