package io.millrace.runtime;

import io.millrace.metrics.JobState;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** What an attempt knows of its job: whether it goes on when the attempt fails, and when it is over. */
interface Sequel {

    /** The attempt is all there is. */
    Sequel NONE = new Sequel() {
        @Override
        public int attempt() {
            return 1;
        }

        @Override
        public boolean follows(Throwable failure) {
            return false;
        }

        @Override
        public void opened(int tasks) {}

        @Override
        public void failed(Throwable failure) {}

        @Override
        public boolean isRefused() {
            return false;
        }

        @Override
        public CompletionStage<JobState> jobEnd() {
            return new CompletableFuture<>();
        }
    };

    /** Which attempt it is, from 1. */
    int attempt();

    /** Whether another attempt will follow; asked once, when the attempt fails. */
    boolean follows(Throwable failure);

    /** All of the attempt has opened, so many tasks, and events are about to flow. */
    void opened(int tasks);

    /** The attempt has failed, and none follows; called once, while its units still close. */
    void failed(Throwable failure);

    /** Whether the job would be one that has never begun, were it to end now, and whoever starts it is told so. */
    boolean isRefused();

    /** Completes when the last attempt is over; the same for all attempts. */
    CompletionStage<JobState> jobEnd();
}
