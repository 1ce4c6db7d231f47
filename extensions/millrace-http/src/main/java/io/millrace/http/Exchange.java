package io.millrace.http;

import io.millrace.state.log.SafeText;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** A request and what becomes of it: it ends once, with JSON, with nothing, or with a {@link Problem}. */
final class Exchange {

    private static final Logger LOG = System.getLogger(Exchange.class.getPackageName());

    final Request request;
    final Response response;
    final Callback callback;
    private String allowed;

    Exchange(Request request, Response response, Callback callback) {
        this.request = request;
        this.response = response;
        this.callback = callback;
    }

    String header(HttpHeader name) {
        return request.getHeaders().get(name);
    }

    String header(String name) {
        return request.getHeaders().get(name);
    }

    String method() {
        return request.getMethod();
    }

    /** The threads of the server: what goes on there holds up no task of a pipeline. */
    Executor threads() {
        return request.getComponents().getExecutor();
    }

    /** Has the server's own patience not end it: something else does. */
    void neverIdle() {
        request.addIdleTimeoutListener(timeout -> false);
    }

    void json(int status, Object value) {
        try {
            end(status, "application/json", Json.MAPPER.writeValueAsBytes(value));
        } catch (RuntimeException e) {
            fail(new IllegalStateException("the answer cannot be written as JSON: " + SafeText.message(e), e));
        }
    }

    void end(int status, String contentType, byte[] content) {
        HttpFields.Mutable headers = response.getHeaders();
        response.setStatus(status);
        headers.put(HttpHeader.CONTENT_TYPE, contentType);
        headers.put(HttpHeader.CONTENT_LENGTH, content.length);
        headers.put(HttpHeader.CACHE_CONTROL, "no-store");
        response.write(true, ByteBuffer.wrap(content), callback);
    }

    /** Says which methods are served. */
    void allow(String methods) {
        allowed = methods;
    }

    void empty(int status) {
        tellAllowed();
        response.setStatus(status);
        response.write(true, null, callback);
    }

    private void tellAllowed() {
        if (allowed != null) {
            response.getHeaders().put(HttpHeader.ALLOW, allowed);
        }
    }

    void problem(Problem problem) {
        if (response.isCommitted()) {
            callback.failed(problem);
            return;
        }
        tellAllowed();
        if (problem.retryAfterSeconds() > 0) {
            response.getHeaders().put(HttpHeader.RETRY_AFTER, problem.retryAfterSeconds());
        }
        Map<String, Object> members = problem.members();
        end(problem.status(), "application/problem+json", Json.MAPPER.writeValueAsBytes(members));
    }

    /** The body has not come to its end: slowly, or the client has gone. */
    void cutShort(Throwable cause) {
        if (cause instanceof Problem problem) {
            problem(problem);
        } else if (cause instanceof TimeoutException) {
            problem(new Problem(408, "the body has not come in time; nothing of it was taken"));
        } else {
            callback.failed(cause);
        }
    }

    /** What nobody has foreseen is in the log, and no more of it than its kind with the client. */
    void fail(Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        if (cause instanceof Problem problem) {
            problem(problem);
        } else if (cause instanceof CancellationException) {
            callback.failed(cause);
        } else if (cause instanceof HttpException http) {
            problem(new Problem(http.getCode(), http.getReason() == null ? "bad request" : http.getReason()));
        } else {
            LOG.log(Level.ERROR, method() + " " + request.getHttpURI().getPath() + " has failed", cause);
            problem(new Problem(500, "the server has failed at this; its log tells of what"));
        }
    }
}
