package io.millrace.runtime.explain;

import io.millrace.graph.Node;
import io.millrace.job.JobState;
import io.millrace.metrics.Account;
import io.millrace.metrics.Ledger;
import io.millrace.metrics.LedgerEntry;
import io.millrace.metrics.LedgerEntry.Kind;
import io.millrace.runtime.plan.Layout;
import io.millrace.runtime.task.ObservedTask;
import io.millrace.runtime.task.TaskBooks;
import io.millrace.runtime.task.TaskBooks.Flow;
import io.millrace.runtime.task.TaskView.Place;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.BiConsumer;

/** Has all tasks say what has become of their rows, consumers first: what those have got has been sent when their producers answer. */
public final class Bookkeeper {

    /** Has a task say what has become of its rows; empty when it does not answer. */
    @FunctionalInterface
    public interface Asker {
        Optional<TaskBooks> ask(ObservedTask task) throws InterruptedException;
    }

    private static final OptionalLong NONE = OptionalLong.of(0);

    private final String job;
    private final Layout layout;
    private final Asker asker;

    /** Whether nothing is on its way any more. */
    private final boolean complete;

    private final Map<ObservedTask, TaskBooks> books = new LinkedHashMap<>();
    private final List<String> busy = new ArrayList<>();

    public Bookkeeper(String job, JobState state, Layout layout, Asker asker) {
        this.job = job;
        this.layout = layout;
        this.asker = asker;
        complete = state == JobState.FINISHED;
    }

    public Ledger ledger() throws InterruptedException {
        ask();
        Map<String, LedgerEntry> entries = new LinkedHashMap<>();
        forEach((head, told) -> entries(head, told)
                .forEach(entry -> entries.merge(entry.kind() + entry.operator(), entry, LedgerEntry::plus)));
        return new Ledger(job, List.copyOf(entries.values()), busy);
    }

    /** What does not balance, in words; as in the {@link #ledger}, which is not made for it. */
    public List<String> faults() throws InterruptedException {
        ask();
        List<String> faults = new ArrayList<>();
        forEach((head, told) -> {
            told.source()
                    .ifPresent(flow ->
                            faults.addAll(balance(head.label(), told, flow).faults()));
            sent(head, told).flatMap(sent -> sent.fault(told, complete)).ifPresent(faults::add);
            told.stages()
                    .forEach((id, flow) -> faults.addAll(
                            balance(layout.node(id).label(), told, flow).faults()));
        });
        return faults;
    }

    private void ask() throws InterruptedException {
        List<Place> places = new ArrayList<>(layout.heads());
        Collections.reverse(places);
        for (Place place : places) {
            ObservedTask task = layout.task(place);
            Optional<TaskBooks> answer = asker.ask(task);
            answer.ifPresentOrElse(told -> books.put(task, told), () -> busy.add(task.roleName()));
        }
    }

    /** Each task that has answered, with the node that it begins with. */
    private void forEach(BiConsumer<Node, TaskBooks> action) {
        for (Place place : layout.heads()) {
            TaskBooks told = books.get(layout.task(place));
            if (told != null) {
                action.accept(layout.node(place), told);
            }
        }
    }

    private static Balance balance(String operator, TaskBooks told, Flow flow) {
        return new Balance(operator, told.task().roleName(), flow);
    }

    /** Of what has been sent to a task, of what it reads, and of its operators. */
    private List<LedgerEntry> entries(Node head, TaskBooks told) {
        List<LedgerEntry> entries = new ArrayList<>();
        told.source().ifPresent(flow -> entries.add(entry(balance(head.label(), told, flow))));
        sent(head, told).ifPresent(sent -> entries.add(entry(head, told, sent)));
        told.stages().forEach((id, flow) -> {
            Balance balance = balance(layout.node(id).label(), told, flow);
            entries.add(entry(balance));
            flow.account().flatMap(Account::held).ifPresent(held -> entries.add(entry(balance, held)));
        });
        return entries;
    }

    /** What other tasks have sent to one, and what that has taken in. */
    private record Sent(long sent, long taken) {

        private Optional<String> fault(TaskBooks told, boolean complete) {
            return taken > sent || (complete && taken < sent)
                    ? Optional.of("task " + told.task().roleName() + " has taken in " + taken + " events of the " + sent
                            + " sent to it")
                    : Optional.empty();
        }
    }

    /** Empty of a source, and where one of the senders has not answered. */
    private Optional<Sent> sent(Node head, TaskBooks told) {
        if (told.source().isPresent() || !books.keySet().containsAll(layout.senders(head))) {
            return Optional.empty();
        }
        return told.stages().values().stream().findFirst().map(first -> {
            long sent = 0;
            for (TaskBooks sender : books.values()) {
                sent += sender.sent().getOrDefault(told.task(), 0L);
            }
            return new Sent(sent, first.in());
        });
    }

    private LedgerEntry entry(Node head, TaskBooks told, Sent sent) {
        return new LedgerEntry(
                "to " + head.label(),
                Kind.SENT,
                sent.sent,
                NONE,
                sent.taken,
                0,
                Map.of(),
                OptionalLong.of(sent.sent - sent.taken),
                sent.fault(told, complete));
    }

    private static LedgerEntry entry(Balance balance) {
        Flow flow = balance.flow();
        Account account = flow.account().orElse(null);
        Kind kind = account == null ? Kind.FREE : account.passesOn() ? Kind.PASSES_ON : Kind.GATHERS;
        Map<String, Long> reasons = new LinkedHashMap<>(account == null ? flow.counted() : account.reasons());
        OptionalLong kept = account == null ? NONE : account.kept();
        if (account != null && !flow.settled()) {
            reasons.put("in hand", balance.came() - balance.accounted() - kept.orElse(0));
        }
        return new LedgerEntry(
                balance.operator(),
                kind,
                flow.in(),
                flow.restored(),
                flow.out(),
                flow.aside(),
                reasons,
                kept,
                balance.fault());
    }

    private static LedgerEntry entry(Balance balance, Account.Held held) {
        return new LedgerEntry(
                held.what() + " of " + balance.operator(),
                Kind.HELD,
                held.begun(),
                OptionalLong.of(balance.flow().heldBefore()),
                held.ended(),
                0,
                Map.of(),
                OptionalLong.of(held.kept()),
                balance.faultOfHeld());
    }
}
