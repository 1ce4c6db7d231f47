package io.millrace.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpHeaders;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RetryAfterTest {

    private static final Instant NOW = Instant.parse("2026-11-30T12:00:00.250Z");

    private static Duration wait(Map<String, String> headers) {
        return RetryAfter.of(
                HttpHeaders.of(
                        headers.entrySet().stream()
                                .collect(Collectors.toMap(Map.Entry::getKey, each -> List.of(each.getValue()))),
                        (name, value) -> true),
                NOW);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "0|PT0S",
                "7|PT7S",
                "' 007 '|PT7S",
                "3600|PT1H",
                "3601|PT1H",
                "99999999999999999999|PT1H",
                "000000000000000000000012|PT12S",
                "Mon, 30 Nov 2026 12:00:30 GMT|PT29.75S",
                "'  Mon, 30 Nov 2026 12:00:30 GMT'|PT29.75S",
                "Mon, 30 Nov 2026 11:59:59 GMT|PT0S",
                "Tue, 1 Dec 2026 12:00:00 GMT|PT1H",
                "Fri, 31 Dec 9999 23:59:59 GMT|PT1H",
                "''|PT0S",
                "-5|PT0S",
                "+5|PT0S",
                "1.5|PT0S",
                "soon|PT0S",
                "Monday, 30-Nov-26 12:00:30 GMT|PT0S",
            })
    void shouldWaitForAsLongAsIsSaidAndAnHourAtMost(String said, Duration expected) {
        assertThat(wait(Map.of("retry-after", said))).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Mon, 30 Nov 2026 15:00:20 GMT|PT10S",
                "Mon, 30 Nov 2026 15:00:31 GMT|PT0S",
                "what is no date|PT1H",
            })
    void shouldTakeADateByTheClockOfTheReceiver(String date, Duration expected) {
        assertThat(wait(Map.of("Retry-After", "Mon, 30 Nov 2026 15:00:30 GMT", "Date", date)))
                .isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({"Age,5", "Date,'Mon, 30 Nov 2026 11:00:00 GMT'"})
    void shouldNotWaitWhereNothingIsSaid(String header, String value) {
        assertThat(wait(Map.of(header, value))).isZero();
    }
}
