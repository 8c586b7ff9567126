"""How forms look: one renderer for all."""

from django.forms.renderers import TemplatesSetting


class CoinFormRenderer(TemplatesSetting):
    """Errors beside the field, help under the label, optional marked."""

    form_template_name = "core/form.html"
    field_template_name = "core/field.html"
