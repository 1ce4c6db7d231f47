package io.millrace.examples.fraud;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class TransactionGeneratorTest {

    private static final int COUNT = 100_000;

    private final TransactionGenerator generator = new TransactionGenerator(1);

    @Test
    void shouldMakeTheSameTransactionsFromTheSameSeed() {
        TransactionGenerator other = new TransactionGenerator(1);
        List<Transaction> forwards =
                LongStream.range(0, 1_000).mapToObj(generator::apply).toList();
        List<Transaction> backwards =
                LongStream.range(0, 1_000).mapToObj(i -> other.apply(999 - i)).toList();
        assertThat(IntStream.range(0, 1_000).mapToObj(i -> backwards.get(999 - i)))
                .isEqualTo(forwards);
        assertThat(new TransactionGenerator(2).apply(0)).isNotEqualTo(generator.apply(0));
    }

    @Test
    void shouldSpreadOverTheUsers() {
        long users = transactions().stream().map(Transaction::user).distinct().count();
        // of 100,000 users, as many picks at random leave out one in e
        assertThat(users).isCloseTo(Math.round(100_000 * (1 - Math.exp(-1))), within(1_000L));
    }

    @Test
    void shouldBeOutOfOrderByNoMoreThanTwentySeconds() {
        Instant newest = Instant.MIN;
        long behind = 0;
        long furthest = 0;
        for (Transaction transaction : transactions()) {
            if (transaction.time().isBefore(newest)) {
                behind++;
                furthest = Math.max(
                        furthest, Duration.between(transaction.time(), newest).toMillis());
            } else {
                newest = transaction.time();
            }
        }
        assertThat(furthest).isBetween(19_000L, 20_000L);
        assertThat(behind).isCloseTo(COUNT / 8, within(1_000L));
    }

    @Test
    void shouldHoldFraudOfEveryKind() {
        Map<Rule, Integer> counts = new EnumMap<>(Rule.class);
        ArrivalOracle.raised(transactions()).forEach(raised -> counts.merge(raised.rule(), 1, Integer::sum));
        assertThat(counts.get(Rule.HIGH_VALUE)).isCloseTo(COUNT / 200, within(200));
        // some 100 bursts, and the users who by chance pay four times in five minutes: 0.175 % of 100,000 in two
        // windows
        assertThat(counts.get(Rule.HIGH_VELOCITY)).isBetween(350, 550);
        assertThat(counts.get(Rule.MULTIPLE_COUNTRIES)).isBetween(50, 150);
    }

    @Test
    void shouldTellTheIndexOfATransaction() {
        assertThat(TransactionGenerator.index(generator.apply(1_234_567).id())).isEqualTo(1_234_567);
    }

    private List<Transaction> transactions() {
        return LongStream.range(0, COUNT).mapToObj(generator::apply).toList();
    }
}
