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
        List<Place> places = new ArrayList<>(layout.heads());
        Collections.reverse(places);
        for (Place place : places) {
            ObservedTask task = layout.task(place);
            Optional<TaskBooks> answer = asker.ask(task);
            answer.ifPresentOrElse(told -> books.put(task, told), () -> busy.add(task.roleName()));
        }
        Map<String, LedgerEntry> entries = new LinkedHashMap<>();
        for (Place place : layout.heads()) {
            TaskBooks told = books.get(layout.task(place));
            if (told != null) {
                entries(place, told)
                        .forEach(entry -> entries.merge(entry.kind() + entry.operator(), entry, LedgerEntry::plus));
            }
        }
        return new Ledger(job, List.copyOf(entries.values()), busy);
    }

    /** Of what has been sent to a task, of what it reads, and of its operators. */
    private List<LedgerEntry> entries(Place head, TaskBooks told) {
        List<LedgerEntry> entries = new ArrayList<>();
        Node node = layout.node(head);
        told.source()
                .ifPresent(flow -> entries.add(entry(node.label(), told.task().roleName(), flow)));
        if (told.source().isEmpty() && books.keySet().containsAll(layout.senders(node))) {
            first(told).ifPresent(flow -> entries.add(sent(node, told, flow.in())));
        }
        told.stages()
                .forEach((id, flow) ->
                        entries.add(entry(layout.node(id).label(), told.task().roleName(), flow)));
        return entries;
    }

    private static Optional<Flow> first(TaskBooks told) {
        return told.stages().values().stream().findFirst();
    }

    private LedgerEntry sent(Node node, TaskBooks told, long taken) {
        long sent = books.values().stream()
                .mapToLong(sender -> sender.sent().getOrDefault(told.task(), 0L))
                .sum();
        String fault = null;
        if (taken > sent || (complete && taken < sent)) {
            fault = "task " + told.task().roleName() + " has taken in " + taken + " events of the " + sent
                    + " sent to it";
        }
        return new LedgerEntry(
                "to " + node.label(),
                Kind.SENT,
                sent,
                NONE,
                taken,
                0,
                Map.of(),
                OptionalLong.of(sent - taken),
                Optional.ofNullable(fault));
    }

    private static LedgerEntry entry(String operator, String task, Flow flow) {
        Account account = flow.account().orElse(null);
        boolean passesOn = account != null && account.passesOn();
        Kind kind = account == null ? Kind.FREE : passesOn ? Kind.PASSES_ON : Kind.GATHERS;
        Map<String, Long> reasons = new LinkedHashMap<>(account == null ? flow.counted() : account.reasons());
        OptionalLong kept = account == null ? NONE : account.kept();
        long accounted = account == null ? 0 : account.explained() + (passesOn ? flow.out() : 0);
        Optional<String> fault = flow.lost().map(lost -> "'" + operator + "' of task " + task + " " + lost);
        if (account != null && !flow.settled()) {
            reasons.put("in hand", flow.in() + flow.restored().orElse(0) - accounted - kept.orElse(0));
        } else if (account != null) {
            fault = fault.or(() -> fault(operator, task, flow, account, accounted));
        }
        return new LedgerEntry(
                operator, kind, flow.in(), flow.restored(), flow.out(), flow.aside(), reasons, kept, fault);
    }

    /** As far as is known how many events were and are kept; where it is not, it is some. */
    private static Optional<String> fault(String operator, String task, Flow flow, Account account, long accounted) {
        long came = flow.in() + flow.restored().orElse(0);
        long found = accounted + account.kept().orElse(0);
        boolean tooFew = found < came && account.kept().isPresent();
        boolean tooMany = found > came && flow.restored().isPresent();
        if (!tooFew && !tooMany) {
            return Optional.empty();
        }
        return Optional.of("'" + operator + "' of task " + task + " has taken in " + flow.in() + " events"
                + (came == flow.in() ? "" : " and had " + flow.restored().getAsLong() + " restored") + "; "
                + (account.passesOn() ? flow.out() + " were emitted, " : "")
                + account.reasons() + ", "
                + (account.kept().isPresent() ? account.kept().getAsLong() + " are kept" : "some are kept")
                + ": " + Math.abs(came - found) + (tooFew ? " missing" : " too many"));
    }
}
