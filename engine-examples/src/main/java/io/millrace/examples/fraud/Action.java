package io.millrace.examples.fraud;

/** What is to be done about an alert. */
public enum Action {
    /** Somebody looks at the transaction. */
    FLAG_FOR_REVIEW("flag the transaction for review"),
    /** The user's next transaction waits until somebody has looked. */
    BLOCK_NEXT_TRANSACTION("block the user's next transaction pending review"),
    /** The user is told. */
    NOTIFY_USER("notify the user");

    private final String text;

    Action(String text) {
        this.text = text;
    }

    /**
     * The action in words.
     *
     * @return a phrase
     */
    public String text() {
        return text;
    }
}
