package io.millrace.examples.fraud;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;

/** Whether alerts, raised at once, fit what is found in the end. */
final class AlertMatch {

    private AlertMatch() {}

    /** The alerts fit the final values, and are those of this order of arrival. */
    static void assertMatch(
            String run, List<Alert> alerts, FraudOracle.Expected expected, List<ArrivalOracle.Raised> raised) {
        try {
            assertMatch(alerts, expected, raised);
        } catch (AssertionError e) {
            throw new AssertionError(run + ": " + e.getMessage(), e);
        }
    }

    private static void assertMatch(
            List<Alert> alerts, FraudOracle.Expected expected, List<ArrivalOracle.Raised> raised) {
        assertHighValue(of(Alert.HighValue.class, alerts), expected);
        assertHighVelocity(of(Alert.HighVelocity.class, alerts), expected);
        assertMultipleCountries(of(Alert.MultipleCountries.class, alerts), expected);
        assertThat(alerts.stream().map(ArrivalOracle.Raised::by)).containsExactlyInAnyOrderElementsOf(raised);
    }

    private static void assertHighValue(List<Alert.HighValue> alerts, FraudOracle.Expected expected) {
        assertThat(alerts.stream().map(Alert::transaction)).containsExactlyInAnyOrderElementsOf(expected.highValue());
    }

    private static void assertHighVelocity(List<Alert.HighVelocity> alerts, FraudOracle.Expected expected) {
        assertThat(alerts).extracting(Alert.HighVelocity::count).containsOnly(alerts.isEmpty() ? null : 4L);
        assertThat(alerts.stream().map(alert -> window(alert.user(), alert.windowStart(), alert.windowEnd())))
                .containsExactlyInAnyOrderElementsOf(expected.highVelocity().stream()
                        .map(burst -> window(burst.user(), burst.windowStart(), burst.windowEnd()))
                        .toList());
        assertThat(alerts)
                .allSatisfy(alert -> assertThat(alert.time())
                        .isBetween(alert.windowStart(), alert.windowEnd().minusMillis(1)));
    }

    private static void assertMultipleCountries(List<Alert.MultipleCountries> alerts, FraudOracle.Expected expected) {
        assertThat(alerts).allSatisfy(alert -> {
            assertThat(alert.countries()).hasSize(2).isSorted();
            assertThat(expected.multipleCountries())
                    .filteredOn(session -> session.holds(alert))
                    .singleElement()
                    .satisfies(session -> assertThat(session.countries()).containsAll(alert.countries()));
        });
        assertThat(expected.multipleCountries())
                .allSatisfy(session -> assertThat(alerts).anyMatch(session::holds));
    }

    private static String window(String user, Object start, Object end) {
        return user + " " + start + " " + end;
    }

    private static <A extends Alert> List<A> of(Class<A> type, List<Alert> alerts) {
        return Stream.of(alerts)
                .flatMap(List::stream)
                .filter(type::isInstance)
                .map(type::cast)
                .toList();
    }
}
