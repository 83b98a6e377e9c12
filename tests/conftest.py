def pytest_configure(config):
    # Pure rules are also tested without Django, and then there is no cast.
    if config.pluginmanager.hasplugin("django"):
        config.pluginmanager.import_plugin("tests.cast")
