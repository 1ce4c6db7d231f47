package io.millrace.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.source.SourceContext;
import io.millrace.testing.ManualClock;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class ContactTest {

    private final ManualClock clock = ManualClock.startingAt(Instant.EPOCH);
    private boolean paused;
    private boolean known;
    private double answers;

    private final SourceContext context = (SourceContext) Proxy.newProxyInstance(
            ContactTest.class.getClassLoader(), new Class<?>[] {SourceContext.class}, (proxy, method, arguments) -> {
                switch (method.getName()) {
                    case "pause" -> paused = true;
                    case "resume" -> paused = false;
                    case "hashCode" -> {
                        return 1;
                    }
                    case "equals" -> {
                        return proxy == arguments[0];
                    }
                    default -> throw new UnsupportedOperationException(method.getName());
                }
                return null;
            });

    private final Contact.Partition partition = new Contact.Partition() {
        @Override
        public SourceContext context() {
            return context;
        }

        @Override
        public boolean isKnown() {
            return known;
        }
    };

    private final Contact contact =
            new Contact(() -> answers, new FakeContext("job", 1, 0, clock), Duration.ofMillis(500));

    private void poll(Duration later, boolean asks) {
        clock.advance(later);
        contact.polled(List.of(partition), asks);
    }

    private void connect() {
        contact.add(context);
        known = true;
        answers++;
        poll(Duration.ofMillis(200), true);
    }

    @Test
    void shouldHoldEventTimeUntilABrokerHasAnsweredForThePartition() {
        contact.add(context);
        answers++;
        poll(Duration.ofMillis(200), true);
        assertThat(paused).isTrue();
        assertThat(contact.holds(context)).isTrue();
        known = true;
        poll(Duration.ofMillis(200), true);
        assertThat(paused).isFalse();
        assertThat(contact.holds(context)).isFalse();
    }

    @Test
    void shouldHoldEventTimeWhileNoBrokerAnswers() {
        connect();
        for (int i = 0; i < 15; i++) {
            assertThat(paused).as("after %s polls in vain", i).isEqualTo(i > 10);
            poll(Duration.ofMillis(200), true);
        }
        answers++;
        poll(Duration.ofMillis(200), true);
        assertThat(paused).isFalse();
    }

    @Test
    void shouldTakeNothingForSilenceWhereNobodyAsksOrListens() {
        connect();
        for (int i = 0; i < 5; i++) {
            poll(Duration.ofSeconds(5), true);
            assertThat(paused).isFalse();
        }
        for (int i = 0; i < 50; i++) {
            poll(Duration.ofMillis(200), false);
            assertThat(paused).isFalse();
        }
    }
}
