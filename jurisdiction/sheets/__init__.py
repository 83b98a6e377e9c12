from jurisdiction.sheets.divisions import read_divisions

__all__ = ["read_divisions"]
