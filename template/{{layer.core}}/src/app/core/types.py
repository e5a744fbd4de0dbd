"""The types of everything that comes in: what cannot be stored cannot get past them.

Text is bounded, normalised and free of NUL, a whole number fits its column, a number is finite.
"""

import unicodedata
from dataclasses import dataclass
from typing import Annotated

from pydantic import Field, GetCoreSchemaHandler
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

Int4 = Annotated[int, Field(ge=-(2**31), le=2**31 - 1)]
Int8 = Annotated[int, Field(ge=-(2**63), le=2**63 - 1)]
FiniteFloat = Annotated[float, Field(allow_inf_nan=False)]


@dataclass(frozen=True)
class TextOf:
    """What makes a `str` storable: `Annotated[str, TextOf(200)]`.

    The length is that of the NFC form, which is what the column gets.
    """

    max_length: int
    min_length: int = 0

    def __get_pydantic_core_schema__(
        self, source: type[str], handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        bounded = core_schema.str_schema(max_length=self.max_length, min_length=self.min_length)
        return core_schema.no_info_after_validator_function(self.normalise, bounded)

    def normalise(self, text: str) -> str:
        """Return `text` in the form that is stored.

        Raises:
            PydanticCustomError: it cannot be stored.
        """
        normal = text if text.isascii() else unicodedata.normalize("NFC", text)
        if "\0" in normal:
            raise PydanticCustomError("text_nul", "Text cannot hold the character U+0000")
        if len(normal) > self.max_length:
            raise PydanticCustomError("text_too_long", "Text is too long in its normal form (NFC)")
        return normal


Text = Annotated[str, TextOf(10_000)]
Line = Annotated[str, TextOf(200, min_length=1)]
