package io.millrace.systems.payments;

import io.millrace.source.Request;
import io.millrace.source.RequestId;
import java.util.List;

/**
 * A payment with all that others say of it: what it is decided by is this and the payments of the user before, so it can be decided again.
 *
 * @param request who waits for the answer
 * @param millis when it was kept
 * @param payment what is to be decided
 * @param profile of the user
 * @param rules that held then
 * @param score what the model said
 * @param modelAnswered whether it did; else the score is one that goes by the amount alone
 */
record Evidence(
        RequestId request,
        long millis,
        Payment payment,
        Profile profile,
        List<Rule> rules,
        double score,
        boolean modelAnswered) {

    static Evidence of(Request<Payment> request) {
        Payment payment = request.question();
        return new Evidence(
                request.id(), request.millis(), payment, Profile.unknown(payment.user()), List.of(), 0, false);
    }

    String user() {
        return payment.user();
    }

    String paymentId() {
        return payment.id();
    }

    double timesTypical() {
        return profile.typicalCents() == 0 ? 0 : (double) payment.cents() / profile.typicalCents();
    }

    /** Null is that nothing is known of the user. */
    Evidence withProfile(Profile known) {
        return known == null ? this : new Evidence(request, millis, payment, known, rules, score, modelAnswered);
    }

    Evidence withRules(List<Rule> held) {
        return new Evidence(request, millis, payment, profile, held, score, modelAnswered);
    }

    Evidence scored(double told, boolean byModel) {
        return new Evidence(request, millis, payment, profile, rules, told, byModel);
    }

    Evidence at(long time) {
        return new Evidence(request, time, payment, profile, rules, score, modelAnswered);
    }
}
