"""What the letters of a level say, and the Word file into which that is filled."""

from functools import partial

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from jurisdiction.access import Permission
from jurisdiction.doors import requires, sheet_response, trace
from jurisdiction.terms import AccessKind
from paperwork.documents import fill_template
from responsibility import actions
from responsibility.doors import place_of
from responsibility.forms import TemplateForm, TextForm
from responsibility.letters import FIELDS, example_fields, first_template, printed_letter
from responsibility.models import Letter, LetterTemplate
from responsibility.terms import LetterLevel
from responsibility.views.assessment import deed_page

TEXT_MEANS = gettext_lazy(
    "An edit makes the next version. Letters that are issued keep theirs; a letter that is "
    "replaced takes the newest."
)


@require_safe
@requires(Permission.LETTER_EDIT, shows_nobody=True)
def letter_texts(request):
    place = place_of(request, Permission.LETTER_EDIT)
    rows = [
        {
            "level": level.value,
            "label": level.label,
            "text": actions.present_text(township=place.township, level=level),
            "template": present_template(request, place.township, level),
        }
        for level in LetterLevel
    ]
    return render(request, "responsibility/letter_texts.html", {"place": place, "rows": rows})


def present_template(request, township, level):
    kept = LetterTemplate.objects.visible_to(request.user).filter(township=township, level=level)
    return kept.first()


def back_to_texts(place):
    return reverse("responsibility:letter-texts") + place.query


@requires(Permission.LETTER_EDIT, shows_nobody=True)
def letter_text(request, level):
    place = place_of(request, Permission.LETTER_EDIT)
    text = actions.present_text(township=place.township, level=level)
    return deed_page(
        request, TextForm(request.POST or None, text=text), back_to_texts(place),
        title=f"{LetterLevel(level).label} · {_('Text of letters')}", submit=_("Save"),
        message=_("The next version of the text is saved."), explanation=TEXT_MEANS,
        deed=partial(actions.write_text, township=place.township, level=level),
        fresh=lambda: TextForm(text=actions.present_text(township=place.township, level=level)),
    )  # fmt: skip


@requires(Permission.LETTER_EDIT)
def letter_template(request, level):
    """Put in a Word template: looked at with real data first, then kept."""
    place = place_of(request, Permission.LETTER_EDIT)
    form = TemplateForm(request.POST or None, request.FILES or None)
    trace(request, AccessKind.FILE, [])
    if request.method == "POST" and form.is_valid():
        content = form.cleaned_data["template"]
        if "preview" in request.POST:
            return preview(request, place.township, level, content)
        actions.keep_template(
            township=place.township, level=level, content=content, file_name=form.file_name,
            by=request.user,
        )  # fmt: skip
        messages.success(request, _("The template is kept. Letters not yet signed use it."))
        return redirect(back_to_texts(place))
    context = {
        "form": form, "fields": FIELDS, "label": LetterLevel(level).label,
        "back": back_to_texts(place),
    }  # fmt: skip
    return render(request, "responsibility/letter_template.html", context)


def preview(request, township, level, content):
    """The template filled with the newest letter of the level; without one, with field names.

    Of households always with field names: a look at a template takes no person out of the house.
    """
    rows = Letter.objects.visible_to(request.user, Permission.LETTER_EDIT).with_parties()
    rows = rows.filter(township=township, level=level, case=None).select_related("text")
    letter = rows.order_by("-issued_at", "-pk").first()
    values = printed_letter(letter)["fields"] if letter else example_fields()
    return sheet_response(fill_template(content, values), f"{_('Preview')}.docx")


@require_safe
@requires(Permission.LETTER_EDIT, shows_nobody=True)
def letter_template_file(request, level):
    place = place_of(request, Permission.LETTER_EDIT)
    template = present_template(request, place.township, level)
    content = bytes(template.content) if template else first_template(level)
    return sheet_response(content, template.file_name if template else "责任书模板.docx")
