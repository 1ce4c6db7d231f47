package io.millrace.examples.tutorial;

// tag::count
import io.millrace.window.WindowResult;
import java.time.Instant;

/** How many visits a page had in a minute. */
public record PageCount(Instant minute, String page, long visits) {

    static PageCount of(WindowResult<String, Long> result) {
        return new PageCount(result.start(), result.key(), result.value());
    }
}
// end::count
