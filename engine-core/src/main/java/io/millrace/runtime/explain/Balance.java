package io.millrace.runtime.explain;

import io.millrace.metrics.Account;
import io.millrace.runtime.task.TaskBooks.Flow;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Whether the rows of an operator in a task are all there.
 *
 * @param operator its label
 * @param task the name of the task
 * @param flow what has become of its rows
 */
record Balance(String operator, String task, Flow flow) {

    /** How many rows it has given a reason for, or has passed on where that is what it does. */
    long accounted() {
        Account account = flow.account().orElse(Account.gathering());
        return account.explained() + (account.passesOn() ? flow.out() : 0);
    }

    /** How many have come in all. */
    long came() {
        return flow.in() + flow.restored().orElse(0);
    }

    /** All that is wrong, in words. */
    List<String> faults() {
        List<String> faults = new ArrayList<>();
        fault().ifPresent(faults::add);
        faultOfHeld().ifPresent(faults::add);
        return faults;
    }

    /** What is wrong with the rows, in words. Amid a batch nothing is known. */
    Optional<String> fault() {
        return flow.lost()
                .map(lost -> name() + " " + lost)
                .or(() -> flow.account().filter(account -> flow.settled()).flatMap(this::fault));
    }

    private String name() {
        return "'" + operator + "' of task " + task;
    }

    /** As far as is known how many events were and are kept; where it is not, it is some. */
    private Optional<String> fault(Account account) {
        long came = came();
        long found = accounted() + account.kept().orElse(0);
        boolean tooFew = found < came && account.kept().isPresent();
        boolean tooMany = found > came && flow.restored().isPresent();
        if (!tooFew && !tooMany) {
            return Optional.empty();
        }
        return Optional.of(name() + " has taken in " + flow.in() + " events"
                + (came == flow.in() ? "" : " and had " + flow.restored().getAsLong() + " restored") + "; "
                + (account.passesOn() ? flow.out() + " were emitted, " : "")
                + account.reasons() + ", "
                + (account.kept().isPresent() ? account.kept().getAsLong() + " are kept" : "some are kept")
                + ": " + difference(came - found));
    }

    /** What is wrong with what was made of rows, in words: the state that they are in is lost with all of them. */
    Optional<String> faultOfHeld() {
        return flow.settled() ? flow.account().flatMap(Account::held).flatMap(this::fault) : Optional.empty();
    }

    private Optional<String> fault(Account.Held held) {
        long missing = held.begun() + flow.heldBefore() - held.ended() - held.kept();
        if (missing == 0) {
            return Optional.empty();
        }
        return Optional.of(name() + " has begun " + held.begun() + " " + held.what()
                + (flow.heldBefore() == 0 ? "" : " and had " + flow.heldBefore() + " restored") + "; " + held.ended()
                + " have ended, " + held.kept() + " are kept: " + difference(missing));
    }

    private static String difference(long missing) {
        return Math.abs(missing) + (missing > 0 ? " missing" : " too many");
    }
}
