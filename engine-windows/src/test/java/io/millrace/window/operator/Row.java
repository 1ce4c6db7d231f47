package io.millrace.window.operator;

/**
 * A row of a table-driven test.
 *
 * @param id shown as the name of the test; ids of the catalogue of semantic cases stand first
 * @param length the size of the windows, or their gap
 * @param lateness the allowed lateness
 * @param steps what goes in
 * @param expected what comes out
 */
record Row(String id, long length, long lateness, String steps, String expected) {

    @Override
    public String toString() {
        return id;
    }
}
