package io.millrace.http;

import java.util.LinkedHashMap;
import java.util.Map;
import org.eclipse.jetty.http.HttpStatus;

/** Why a request is not served, as RFC 9457 has it: {@code application/problem+json}. */
final class Problem extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final int status;
    private final LinkedHashMap<String, Object> members = new LinkedHashMap<>();
    private int retryAfterSeconds;

    Problem(int status, String detail) {
        super(detail, null, false, false);
        this.status = status;
        members.put("title", HttpStatus.getMessage(status));
        members.put("status", status);
        members.put("detail", detail);
    }

    Problem with(String name, Object value) {
        if (value != null) {
            members.put(name, value);
        }
        return this;
    }

    /** Says that the same may do later. */
    Problem retryAfter(int seconds) {
        retryAfterSeconds = seconds;
        return this;
    }

    int status() {
        return status;
    }

    /** 0 where nothing is said. */
    int retryAfterSeconds() {
        return retryAfterSeconds;
    }

    Map<String, Object> members() {
        return members;
    }
}
