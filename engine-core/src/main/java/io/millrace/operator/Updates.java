package io.millrace.operator;

/**
 * What an event can be to others that came before it, where it does not tell of something new. Who counts or lists such
 * events counts twice what they tell of.
 */
public enum Updates {
    /** It tells what has come to that since: the sum of all is what happened, as of discarding windows. */
    INCREMENTS,
    /** It tells anew what others have told, which it takes the place of, as the results of a window that is still open. */
    REVISIONS
}
