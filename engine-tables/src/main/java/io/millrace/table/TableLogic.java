package io.millrace.table;

import io.millrace.function.SupplierFn;
import io.millrace.graph.Node;
import io.millrace.graph.NodeLogic.UpdateRule;
import io.millrace.graph.OperatorLogic;
import io.millrace.operator.Operator;
import io.millrace.operator.Updates;
import io.millrace.state.serde.Type;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A node of a table: what it is, and what makes its operator. Immutable.
 *
 * @param kind what it is, in a word or two
 * @param name its name, null for one without state
 * @param factory makes the operator of each task
 * @param needsEventTime whether its inputs need timestamps
 * @param details more about it, for people
 * @param control the input that does not count for event time, -1 where all do
 * @param lookedUp the input whose updates results do not carry on, -1 where they carry on those of all
 * @param updates what it makes of events that are updates of others
 * @param results the type of its results, or null where it is not known
 * @param warning what is said when a job starts with it, or null
 */
record TableLogic<I, O>(
        String kind,
        String name,
        SupplierFn<? extends Operator<I, O>> factory,
        boolean needsEventTime,
        Map<String, String> details,
        int control,
        int lookedUp,
        UpdateRule updates,
        Type<?> results,
        String warning)
        implements OperatorLogic<I, O> {

    /** What tables read: of a result that is told again they keep the latest, of one in parts they would keep the last part. */
    private static final UpdateRule CHANGES = new UpdateRule(Set.of(Updates.REVISIONS), Set.of(Updates.REVISIONS));

    TableLogic {
        details = Collections.unmodifiableMap(new LinkedHashMap<>(details));
    }

    /** A node whose results are changes of rows, and so tell anew what earlier ones have told. */
    static <I, O> TableLogic<I, O> ofChanges(
            String kind, String name, SupplierFn<? extends Operator<I, O>> factory, Type<?> results) {
        return new TableLogic<>(kind, name, factory, false, Map.of(), -1, -1, CHANGES, results, null);
    }

    /** A node that has one result at most of each row of its input 0, for which it looks at a table, its input 1. */
    static <I, O> TableLogic<I, O> ofLookUps(
            String kind, String name, SupplierFn<? extends Operator<I, O>> factory, Type<?> results) {
        return new TableLogic<>(kind, name, factory, false, Map.of(), -1, 1, UpdateRule.PASSED_ON, results, null);
    }

    /** The same, checked to have a name: it has state. */
    TableLogic<I, O> named() {
        Node.checkedName("operator", name);
        return this;
    }

    TableLogic<I, O> onEventTime() {
        return new TableLogic<>(kind, name, factory, true, details, control, lookedUp, updates, results, warning);
    }

    TableLogic<I, O> controlInput(int input) {
        return new TableLogic<>(
                kind, name, factory, needsEventTime, details, input, lookedUp, updates, results, warning);
    }

    TableLogic<I, O> detail(String what, Object value) {
        Map<String, String> more = new LinkedHashMap<>(details);
        more.put(what, String.valueOf(value));
        return new TableLogic<>(
                kind, name, factory, needsEventTime, more, control, lookedUp, updates, results, warning);
    }

    TableLogic<I, O> warning(String text) {
        return new TableLogic<>(
                kind, name, factory, needsEventTime, details, control, lookedUp, updates, results, text);
    }

    @Override
    public Operator<I, O> operator() throws Exception {
        return factory.get();
    }

    @Override
    public boolean isControl(int input) {
        return input == control;
    }

    @Override
    public boolean passesUpdates(int input) {
        return input != control && input != lookedUp;
    }

    @Override
    public Type<?> resultType(Type<?> events) {
        return results;
    }

    @Override
    public Optional<String> caution() {
        return Optional.ofNullable(warning);
    }
}
