package io.millrace.http;

import java.net.http.HttpHeaders;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.regex.Pattern;

/** For how long whoever has answered asks to be left alone: so many seconds, or until a date (RFC 9110). */
final class RetryAfter {

    /** Nobody is left alone for longer. */
    static final Duration LONGEST = Duration.ofHours(1);

    private static final Pattern SECONDS = Pattern.compile("0*([0-9]{1,9})");
    private static final Pattern MANY_SECONDS = Pattern.compile("[0-9]+");

    private RetryAfter() {}

    /**
     * What is said in headers, from nothing to an hour; nothing where they say none, or what is neither.
     *
     * @param now counts for a date where the receiver does not tell its own time, which may be another
     */
    static Duration of(HttpHeaders headers, Instant now) {
        Duration said = headers.firstValue("Retry-After")
                .map(String::strip)
                .map(text -> of(text, dateOf(headers, "Date").orElse(now)))
                .orElse(Duration.ZERO);
        return said.isNegative() ? Duration.ZERO : said.compareTo(LONGEST) > 0 ? LONGEST : said;
    }

    private static Duration of(String text, Instant now) {
        if (MANY_SECONDS.matcher(text).matches()) {
            return SECONDS.matcher(text).matches() ? Duration.ofSeconds(Long.parseLong(text)) : LONGEST;
        }
        return date(text).map(until -> Duration.between(now, until)).orElse(Duration.ZERO);
    }

    private static Optional<Instant> dateOf(HttpHeaders headers, String name) {
        return headers.firstValue(name).map(String::strip).flatMap(RetryAfter::date);
    }

    private static Optional<Instant> date(String text) {
        try {
            return Optional.of(Instant.from(DateTimeFormatter.RFC_1123_DATE_TIME.parse(text)));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }
}
