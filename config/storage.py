from config.bundle import BundledStaticFiles


class StaticFiles(BundledStaticFiles):
    """Hashed names for ever-cacheable files, those that JavaScript modules import too."""

    support_js_module_import_aggregation = True
