package io.millrace.http;

/** A result that could not be delivered: it was rejected, or nobody has taken it for too long. Its message has the address, the key and what was answered last. */
public final class WebhookException extends RuntimeException {

    private static final long serialVersionUID = 1;

    WebhookException(String message, Throwable cause) {
        super(message, cause);
    }
}
