package io.millrace.files;

/** Why a field cannot be a component of a record; found so often in a bad file that it has no stack trace. */
final class FieldProblem extends Exception {

    private static final long serialVersionUID = 1;

    private final String column;

    FieldProblem(String column, String reason) {
        super(reason, null, false, false);
        this.column = column;
    }

    String column() {
        return column;
    }
}
