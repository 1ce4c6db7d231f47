package io.millrace.state.store;

/**
 * What a record says. The order is part of the format: new kinds go to the end.
 *
 * <p>Within a file what is put wins over what is removed, in whatever order the two come: a removal is about what
 * earlier files of the same task have put.
 */
public enum RecordKind {
    /** A key has a value. Fields: key, value. For progress: key groups, time. */
    PUT(1, false, true),
    /** An element of a key's list or map has a value. Fields: key, index or key of the map, value. */
    PUT_ELEMENT(2, true, true),
    /** A key has a list of that many elements. Fields: key, size. */
    RESIZE(3, false, true),
    /** A key has been removed, with all its elements. Field: key. */
    REMOVE(4, false, false),
    /** An element of a key's map has been removed. Fields: key, key of the map. */
    REMOVE_ELEMENT(5, true, false),
    /** All keys of a namespace in some key groups have been removed. Field: key groups. */
    DROP(6, false, false);

    /** Stands where a kind stands, and says that a state is introduced. */
    static final int DECLARATION = 0;

    private static final RecordKind[] BY_CODE = {null, PUT, PUT_ELEMENT, RESIZE, REMOVE, REMOVE_ELEMENT, DROP};

    final int code;
    private final boolean element;
    private final boolean value;

    RecordKind(int code, boolean element, boolean value) {
        this.code = code;
        this.element = element;
        this.value = value;
    }

    /** Whether a record of this kind is about an element of a list or map. */
    public boolean hasElement() {
        return element;
    }

    /** Whether a record of this kind has a value. */
    public boolean hasValue() {
        return value;
    }

    /** Whether there are records of this kind about states of a kind. */
    boolean isAbout(StateKind state) {
        return switch (this) {
            case PUT -> state != StateKind.LIST && state != StateKind.MAP;
            case PUT_ELEMENT -> state == StateKind.LIST || state == StateKind.MAP;
            case RESIZE -> state == StateKind.LIST;
            case REMOVE -> !state.isByGroup();
            case REMOVE_ELEMENT -> state == StateKind.MAP;
            case DROP -> !state.isByGroup() && state != StateKind.TIMER;
        };
    }

    /** The kind with that code, or null. */
    static RecordKind of(int code) {
        return code > 0 && code < BY_CODE.length ? BY_CODE[code] : null;
    }
}
