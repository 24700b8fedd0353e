"""The agreement as a file that an office completes, prints and keeps (DOCX, A4).

Type and margins are those of the papers of Chinese offices (GB/T 9704): 仿宋 of 16 points in lines of 28.
"""

import datetime as dt
from io import BytesIO

from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from docx import Document
from docx.document import Document as Docx
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_LEADER
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from docx.styles.style import ParagraphStyle
from docx.text.paragraph import Paragraph

from procedures.agreement_paper import Paper

CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
TITLE, HEADING = "Gezhi title", "Gezhi heading"
WRITING_WIDTH = Mm(156)
"""Between the margins."""


def docx(paper: Paper, at: dt.datetime) -> bytes:
    """The document as the bytes of a DOCX file made at that instant."""
    document = Document()
    _set_up(document, paper, at)
    document.add_paragraph(paper.title, TITLE)
    number = document.add_paragraph(_labelled(_("Number"), paper.number))
    number.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    for party in paper.parties:
        document.add_paragraph(_labelled(party.label, party.name))
        _to_fill(document, paper.own_words)
    for section in paper.sections:
        document.add_paragraph(section.heading, HEADING)
        _indented(document, section.lines)
    _indented(document, paper.remarks)
    for label in [*paper.signatures, paper.seal]:
        _to_fill(document, label).paragraph_format.keep_with_next = True
    _to_fill(document, _("Date"))
    out = BytesIO()
    document.save(out)
    return out.getvalue()


def _set_up(document: Docx, paper: Paper, at: dt.datetime) -> None:
    """Page and type; the file's properties say what it is and when it was made, and nobody's name."""
    page = document.sections[0]
    page.page_width, page.page_height = Mm(210), Mm(297)
    page.left_margin, page.right_margin = Mm(28), Mm(26)
    page.top_margin, page.bottom_margin = Mm(37), Mm(35)
    styles = document.styles
    _type(styles["Normal"], "仿宋", 16)
    heading = _type(styles.add_style(HEADING, WD_STYLE_TYPE.PARAGRAPH), "黑体", 16)
    heading.paragraph_format.keep_with_next = True
    title = _type(styles.add_style(TITLE, WD_STYLE_TYPE.PARAGRAPH), "黑体", 22)
    title.paragraph_format.alignment = WD_ALIGN_PARAGRAPH.CENTER
    about = document.core_properties
    about.title, about.author, about.comments = f"{paper.title} {paper.number}", "", ""
    about.created = about.modified = at.astimezone(dt.UTC)


def _type(style: object, font: str, points: int) -> ParagraphStyle:
    assert isinstance(style, ParagraphStyle)  # noqa: S101 - each is, in the template of the library too
    style.font.name, style.font.size = font, Pt(points)
    style.element.rPr.rFonts.set(qn("w:eastAsia"), font)  # the library sets a font for Latin letters alone
    style.paragraph_format.line_spacing = Pt(max(28, points + 12))
    style.paragraph_format.space_after = Pt(0)
    return style


def _labelled(label: str, text: str) -> str:
    return f"{label}{pgettext('between label and error', ': ')}{text}"


def _indented(document: Docx, lines: list[str]) -> None:
    for line in lines:
        document.add_paragraph(line).paragraph_format.first_line_indent = Pt(32)


def _to_fill(document: Docx, label: str) -> Paragraph:
    """A label and a line to write on, to the end of the line."""
    paragraph = document.add_paragraph(_labelled(label, "\t"))
    paragraph.paragraph_format.tab_stops.add_tab_stop(WRITING_WIDTH, leader=WD_TAB_LEADER.LINES)
    return paragraph
