package io.millrace.systems.payments;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/** Stands for a model that another service runs: it answers on threads of its own, and now and then it does not. */
final class Model {

    private static final double FOREIGN = 2;
    private static final double UNUSUAL = 0.35;
    private static final double BIAS = -4;
    private static final double CENTS = 100;
    private static final double LARGE = 5_000;

    private final Executor threads;

    private final ModelOptions options;

    Model(Executor threads, ModelOptions options) {
        this.threads = threads;
        this.options = options;
    }

    Duration patience() {
        return options.patience();
    }

    CompletionStage<Double> score(Evidence evidence) {
        if (isSilentAbout(evidence.paymentId())) {
            return new CompletableFuture<>();
        }
        return CompletableFuture.supplyAsync(() -> scored(evidence), threads);
    }

    private boolean isSilentAbout(String payment) {
        int silentOnceIn = options.silentOnceIn();
        return silentOnceIn > 0 && Math.floorMod(payment.hashCode(), silentOnceIn) == 0;
    }

    /** A logistic regression of how unusual the payment is for its user. */
    static double scored(Evidence evidence) {
        String home = evidence.profile().home();
        boolean foreign = !home.isEmpty() && !home.equals(evidence.payment().country());
        return logistic(BIAS + UNUSUAL * evidence.timesTypical() + (foreign ? FOREIGN : 0));
    }

    /** What has to do where the model does not answer. */
    static double byAmountAlone(Payment payment) {
        return logistic(BIAS + payment.cents() / CENTS / LARGE);
    }

    private static double logistic(double x) {
        return 1 / (1 + Math.exp(-x));
    }
}
