"""Constructors of records by their number of fields. `constructors.py` puts in the names of fields and their setters.

Written by `python -m tests.constructor_forms`.
"""

# mypy: ignore-errors
# ruff: noqa: ANN001, ANN202, F821, PLR0913
# fmt: off


def _of_0(self):
    pass


def _of_1(self, *, field_0):
    set_0(self, field_0)


def _of_2(self, *, field_0, field_1):
    set_0(self, field_0)
    set_1(self, field_1)


def _of_3(self, *, field_0, field_1, field_2):
    set_0(self, field_0)
    set_1(self, field_1)
    set_2(self, field_2)


def _of_4(self, *, field_0, field_1, field_2, field_3):
    set_0(self, field_0)
    set_1(self, field_1)
    set_2(self, field_2)
    set_3(self, field_3)


def _of_5(self, *, field_0, field_1, field_2, field_3, field_4):
    set_0(self, field_0)
    set_1(self, field_1)
    set_2(self, field_2)
    set_3(self, field_3)
    set_4(self, field_4)


def _of_6(self, *, field_0, field_1, field_2, field_3, field_4, field_5):
    set_0(self, field_0)
    set_1(self, field_1)
    set_2(self, field_2)
    set_3(self, field_3)
    set_4(self, field_4)
    set_5(self, field_5)


def _of_7(self, *, field_0, field_1, field_2, field_3, field_4, field_5, field_6):
    set_0(self, field_0)
    set_1(self, field_1)
    set_2(self, field_2)
    set_3(self, field_3)
    set_4(self, field_4)
    set_5(self, field_5)
    set_6(self, field_6)


def _of_8(self, *, field_0, field_1, field_2, field_3, field_4, field_5, field_6, field_7):
    set_0(self, field_0)
    set_1(self, field_1)
    set_2(self, field_2)
    set_3(self, field_3)
    set_4(self, field_4)
    set_5(self, field_5)
    set_6(self, field_6)
    set_7(self, field_7)


def _of_9(self, *, field_0, field_1, field_2, field_3, field_4, field_5, field_6, field_7, field_8):
    set_0(self, field_0)
    set_1(self, field_1)
    set_2(self, field_2)
    set_3(self, field_3)
    set_4(self, field_4)
    set_5(self, field_5)
    set_6(self, field_6)
    set_7(self, field_7)
    set_8(self, field_8)


def _of_10(self, *, field_0, field_1, field_2, field_3, field_4, field_5, field_6, field_7, field_8, field_9):
    set_0(self, field_0)
    set_1(self, field_1)
    set_2(self, field_2)
    set_3(self, field_3)
    set_4(self, field_4)
    set_5(self, field_5)
    set_6(self, field_6)
    set_7(self, field_7)
    set_8(self, field_8)
    set_9(self, field_9)


def _of_11(self, *, field_0, field_1, field_2, field_3, field_4, field_5, field_6, field_7, field_8, field_9, field_10):
    set_0(self, field_0)
    set_1(self, field_1)
    set_2(self, field_2)
    set_3(self, field_3)
    set_4(self, field_4)
    set_5(self, field_5)
    set_6(self, field_6)
    set_7(self, field_7)
    set_8(self, field_8)
    set_9(self, field_9)
    set_10(self, field_10)


def _of_12(self, *, field_0, field_1, field_2, field_3, field_4, field_5, field_6, field_7, field_8, field_9, field_10,
           field_11):
    set_0(self, field_0)
    set_1(self, field_1)
    set_2(self, field_2)
    set_3(self, field_3)
    set_4(self, field_4)
    set_5(self, field_5)
    set_6(self, field_6)
    set_7(self, field_7)
    set_8(self, field_8)
    set_9(self, field_9)
    set_10(self, field_10)
    set_11(self, field_11)


def _of_13(self, *, field_0, field_1, field_2, field_3, field_4, field_5, field_6, field_7, field_8, field_9, field_10,
           field_11, field_12):
    set_0(self, field_0)
    set_1(self, field_1)
    set_2(self, field_2)
    set_3(self, field_3)
    set_4(self, field_4)
    set_5(self, field_5)
    set_6(self, field_6)
    set_7(self, field_7)
    set_8(self, field_8)
    set_9(self, field_9)
    set_10(self, field_10)
    set_11(self, field_11)
    set_12(self, field_12)


def _of_14(self, *, field_0, field_1, field_2, field_3, field_4, field_5, field_6, field_7, field_8, field_9, field_10,
           field_11, field_12, field_13):
    set_0(self, field_0)
    set_1(self, field_1)
    set_2(self, field_2)
    set_3(self, field_3)
    set_4(self, field_4)
    set_5(self, field_5)
    set_6(self, field_6)
    set_7(self, field_7)
    set_8(self, field_8)
    set_9(self, field_9)
    set_10(self, field_10)
    set_11(self, field_11)
    set_12(self, field_12)
    set_13(self, field_13)


def _of_15(self, *, field_0, field_1, field_2, field_3, field_4, field_5, field_6, field_7, field_8, field_9, field_10,
           field_11, field_12, field_13, field_14):
    set_0(self, field_0)
    set_1(self, field_1)
    set_2(self, field_2)
    set_3(self, field_3)
    set_4(self, field_4)
    set_5(self, field_5)
    set_6(self, field_6)
    set_7(self, field_7)
    set_8(self, field_8)
    set_9(self, field_9)
    set_10(self, field_10)
    set_11(self, field_11)
    set_12(self, field_12)
    set_13(self, field_13)
    set_14(self, field_14)


def _of_16(self, *, field_0, field_1, field_2, field_3, field_4, field_5, field_6, field_7, field_8, field_9, field_10,
           field_11, field_12, field_13, field_14, field_15):
    set_0(self, field_0)
    set_1(self, field_1)
    set_2(self, field_2)
    set_3(self, field_3)
    set_4(self, field_4)
    set_5(self, field_5)
    set_6(self, field_6)
    set_7(self, field_7)
    set_8(self, field_8)
    set_9(self, field_9)
    set_10(self, field_10)
    set_11(self, field_11)
    set_12(self, field_12)
    set_13(self, field_13)
    set_14(self, field_14)
    set_15(self, field_15)


def _of_17(self, *, field_0, field_1, field_2, field_3, field_4, field_5, field_6, field_7, field_8, field_9, field_10,
           field_11, field_12, field_13, field_14, field_15, field_16):
    set_0(self, field_0)
    set_1(self, field_1)
    set_2(self, field_2)
    set_3(self, field_3)
    set_4(self, field_4)
    set_5(self, field_5)
    set_6(self, field_6)
    set_7(self, field_7)
    set_8(self, field_8)
    set_9(self, field_9)
    set_10(self, field_10)
    set_11(self, field_11)
    set_12(self, field_12)
    set_13(self, field_13)
    set_14(self, field_14)
    set_15(self, field_15)
    set_16(self, field_16)


def _of_18(self, *, field_0, field_1, field_2, field_3, field_4, field_5, field_6, field_7, field_8, field_9, field_10,
           field_11, field_12, field_13, field_14, field_15, field_16, field_17):
    set_0(self, field_0)
    set_1(self, field_1)
    set_2(self, field_2)
    set_3(self, field_3)
    set_4(self, field_4)
    set_5(self, field_5)
    set_6(self, field_6)
    set_7(self, field_7)
    set_8(self, field_8)
    set_9(self, field_9)
    set_10(self, field_10)
    set_11(self, field_11)
    set_12(self, field_12)
    set_13(self, field_13)
    set_14(self, field_14)
    set_15(self, field_15)
    set_16(self, field_16)
    set_17(self, field_17)


def _of_19(self, *, field_0, field_1, field_2, field_3, field_4, field_5, field_6, field_7, field_8, field_9, field_10,
           field_11, field_12, field_13, field_14, field_15, field_16, field_17, field_18):
    set_0(self, field_0)
    set_1(self, field_1)
    set_2(self, field_2)
    set_3(self, field_3)
    set_4(self, field_4)
    set_5(self, field_5)
    set_6(self, field_6)
    set_7(self, field_7)
    set_8(self, field_8)
    set_9(self, field_9)
    set_10(self, field_10)
    set_11(self, field_11)
    set_12(self, field_12)
    set_13(self, field_13)
    set_14(self, field_14)
    set_15(self, field_15)
    set_16(self, field_16)
    set_17(self, field_17)
    set_18(self, field_18)


def _of_20(self, *, field_0, field_1, field_2, field_3, field_4, field_5, field_6, field_7, field_8, field_9, field_10,
           field_11, field_12, field_13, field_14, field_15, field_16, field_17, field_18, field_19):
    set_0(self, field_0)
    set_1(self, field_1)
    set_2(self, field_2)
    set_3(self, field_3)
    set_4(self, field_4)
    set_5(self, field_5)
    set_6(self, field_6)
    set_7(self, field_7)
    set_8(self, field_8)
    set_9(self, field_9)
    set_10(self, field_10)
    set_11(self, field_11)
    set_12(self, field_12)
    set_13(self, field_13)
    set_14(self, field_14)
    set_15(self, field_15)
    set_16(self, field_16)
    set_17(self, field_17)
    set_18(self, field_18)
    set_19(self, field_19)


FORMS = (
    _of_0, _of_1, _of_2, _of_3, _of_4, _of_5, _of_6, _of_7, _of_8, _of_9, _of_10, _of_11, _of_12, _of_13, _of_14,
    _of_15, _of_16, _of_17, _of_18, _of_19, _of_20,
)
