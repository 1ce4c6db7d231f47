module shop {
    requires io.millrace.windows;

    exports shop.model;
}
