from jurisdiction.filters.reading import AccessFilter, ExportFilter

__all__ = ["AccessFilter", "ExportFilter"]
