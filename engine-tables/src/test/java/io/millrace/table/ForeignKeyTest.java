package io.millrace.table;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.state.serde.Type;
import io.millrace.table.Subscribers.ForeignResponse;
import io.millrace.table.Subscribing.ForeignSubscription;
import io.millrace.testing.OperatorHarness;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Joins by foreign key: answers that come early, late or for nothing. */
class ForeignKeyTest {

    record Customer(String name, String region) {}

    private OperatorHarness<Object, TableChange<String, String>> harness;

    @BeforeEach
    void open() throws Exception {
        harness = harness(true);
    }

    private static OperatorHarness<Object, TableChange<String, String>> harness(boolean inner) throws Exception {
        return OperatorHarness.of(operator(inner))
                .keyedBy(0, (TableChange<String, Customer> change) -> change.key())
                .keyedBy(1, (ForeignResponse<String, String, String> answer) -> answer.key())
                .snapshots()
                .open();
    }

    private static ForeignRows<String, Customer, String, String, String> operator(boolean inner) {
        return new ForeignRows<>(
                Customer::region,
                (customer, region) -> customer.name() + " in " + region,
                inner,
                Type.of(Customer.class),
                Type.of(String.class),
                Type.of(String.class));
    }

    private void customer(Customer before, Customer after, long time) throws Exception {
        harness.event(0, new TableChange<>("c", before, after), time);
    }

    private void answer(String region, String row, long time) throws Exception {
        harness.event(1, new ForeignResponse<>("c", region, row, true), time);
    }

    private void ended(String region) throws Exception {
        harness.event(1, new ForeignResponse<>("c", region, null, false), 0);
    }

    private static OperatorHarness.Emitted<TableChange<String, String>> told(String before, String after, long time) {
        return new OperatorHarness.Emitted<>(new TableChange<>("c", before, after), time);
    }

    private final Customer north = new Customer("ada", "n");
    private final Customer south = new Customer("ada", "s");

    @Test
    void shouldTakeAnAnswerThatComesBeforeTheRow() throws Exception {
        answer("n", "North", 7);
        harness.restart(operator(true));
        customer(null, north, 5);
        assertThat(harness.output()).containsExactly(told(null, "ada in North", 7));
    }

    @Test
    void shouldDropAnAnswerOfAKeyThatIsNotNamedAnyMore() throws Exception {
        customer(null, north, 1);
        answer("n", "North", 2);
        customer(north, south, 3);
        answer("n", "Norway", 4);
        ended("n");
        answer("s", "South", 5);
        assertThat(harness.output())
                .containsExactly(told(null, "ada in North", 2), told("ada in North", "ada in South", 5));
    }

    @Test
    void shouldTellThatARowHasMovedToAKeyThatHasNone() throws Exception {
        customer(null, north, 1);
        answer("n", "North", 2);
        customer(north, south, 3);
        answer("s", null, 4);
        ended("n");
        assertThat(harness.output()).containsExactly(told(null, "ada in North", 2), told("ada in North", null, 4));
        assertThat(harness.keyedState().size()).isEqualTo(1);
    }

    @Test
    void shouldTellOnceThatNothingIsThere() throws Exception {
        customer(null, north, 1);
        answer("n", null, 2);
        answer("n", null, 3);
        customer(north, null, 4);
        ended("n");
        assertThat(harness.output()).isEmpty();
        assertThat(harness.keyedState().size()).isZero();
    }

    @Test
    void shouldForgetARowThatWasDeletedBeforeItsAnswerCame() throws Exception {
        customer(null, north, 1);
        customer(north, null, 2);
        answer("n", "North", 2);
        ended("n");
        assertThat(harness.output()).isEmpty();
        assertThat(harness.keyedState().size()).isZero();
    }

    @Test
    void shouldNotWaitWhereTheKeyIsTheSame() throws Exception {
        customer(null, north, 1);
        answer("n", "North", 2);
        customer(north, new Customer("bob", "n"), 3);
        assertThat(harness.output())
                .containsExactly(told(null, "ada in North", 2), told("ada in North", "bob in North", 3));
    }

    @Test
    void shouldJoinWithNothingWhereTheRowNamesNoKey() throws Exception {
        harness = harness(false);
        customer(null, new Customer("ada", null), 1);
        customer(new Customer("ada", null), north, 2);
        answer("n", null, 3);
        answer("n", "North", 4);
        assertThat(harness.output())
                .containsExactly(told(null, "ada in null", 1), told("ada in null", "ada in North", 4));
    }

    @Test
    void shouldTellManySubscribersInPortions() throws Exception {
        OperatorHarness<Object, ForeignResponse<String, String, String>> subscribers = OperatorHarness.of(
                        new Subscribers<String, String, String>(Type.of(String.class), Type.of(String.class)))
                .keyedBy(0, (ForeignSubscription<String, String> subscription) -> subscription.foreign())
                .keyedBy(1, (TableChange<String, String> change) -> change.key())
                .snapshots()
                .room(3)
                .open();
        for (int i = 0; i < 50; i++) {
            subscribers.event(0, new ForeignSubscription<>("n", "c" + i, true), i);
        }
        subscribers.takeOutput();
        subscribers.event(1, new TableChange<>("n", null, "North"), 60);
        assertThat(subscribers.output())
                .hasSize(50)
                .allMatch(each -> each.value().row().equals("North"));
        assertThat(subscribers.pauses()).isGreaterThan(10);
        for (int i = 0; i < 50; i++) {
            subscribers.event(0, new ForeignSubscription<>("n", "c" + i, false), 70);
        }
        subscribers.event(1, new TableChange<>("n", "North", null), 80);
        assertThat(subscribers.keyedState().size()).isZero();
    }
}
