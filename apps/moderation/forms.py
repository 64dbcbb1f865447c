from django import forms
from django.utils.translation import gettext_lazy as _

from apps.moderation.models import LONGEST_REASON, Category


class ReportForm(forms.Form):
    category = forms.ChoiceField(
        label=_("What is wrong with it?"),
        choices=Category.choices,
        error_messages={"required": _("Choose what is wrong first.")},
    )
    text = forms.CharField(
        label=_("Say more, if you like"),
        required=False,
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 4, "dir": "auto"}),
    )
