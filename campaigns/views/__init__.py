from campaigns.views.activities import (
    activity_create,
    activity_detail,
    activity_export,
    activity_list,
    activity_print,
    activity_update,
    activity_withdraw,
    record_print,
)
from campaigns.views.figures import figures, figures_export
from campaigns.views.imports import (
    import_confirm,
    import_preview,
    import_problems,
    import_template,
    import_upload,
)
from campaigns.views.photos import photo, photo_create, photo_preview, photo_withdraw
from campaigns.views.plan import calendar, plan, plan_export, plan_print, plan_set_up
from campaigns.views.titles import (
    title_create,
    title_detail,
    title_export,
    title_list,
    title_print,
    title_step,
    title_withdraw,
)

__all__ = [
    "activity_create",
    "activity_detail",
    "activity_export",
    "activity_list",
    "activity_print",
    "activity_update",
    "activity_withdraw",
    "calendar",
    "figures",
    "figures_export",
    "import_confirm",
    "import_preview",
    "import_problems",
    "import_template",
    "import_upload",
    "photo",
    "photo_create",
    "photo_preview",
    "photo_withdraw",
    "plan",
    "plan_export",
    "plan_print",
    "plan_set_up",
    "record_print",
    "title_create",
    "title_detail",
    "title_export",
    "title_list",
    "title_print",
    "title_step",
    "title_withdraw",
]
