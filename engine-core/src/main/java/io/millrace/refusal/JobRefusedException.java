package io.millrace.refusal;

/**
 * A job cannot run as it is: something about its pipeline, its options or its surroundings has to be changed first.
 * Thrown by {@code Engine.start}, before any event is read. Trying again without a change would not help, so a job that
 * has never run is not started again by its {@code Restart}; one that has run is, and the exception comes from {@code
 * join} when that does not help.
 *
 * <p>What a function, a source or a sink throws while it opens is no refusal otherwise, but an {@link
 * io.millrace.operator.OperatorException}.
 *
 * <p>The causes are nested here, but for that of a graph with problems, {@code Graph.InvalidGraphException}.
 */
public abstract class JobRefusedException extends IllegalStateException {

    private static final long serialVersionUID = 1;

    /**
     * Tells why.
     *
     * @param message names the job or operator, the place, and what can be done
     * @param cause the reason, or null
     */
    protected JobRefusedException(String message, Throwable cause) {
        super(message, cause);
    }

    /** There is no serde for a type of state, keys or prepared results. */
    public static final class MissingSerdeException extends JobRefusedException {

        private static final long serialVersionUID = 1;

        /**
         * Tells why.
         *
         * @param message names the job or operator, the place, and what can be done
         * @param cause the reason, or null
         */
        public MissingSerdeException(String message, Throwable cause) {
            super(message, cause);
        }
    }

    /**
     * There is not enough memory for the state that the job goes on from, or not enough memory or threads for all its tasks and
     * edges.
     */
    public static final class NotEnoughMemoryException extends JobRefusedException {

        private static final long serialVersionUID = 1;

        /**
         * Tells why.
         *
         * @param message names the job or operator, the place, and what can be done
         * @param cause the reason, or null
         */
        public NotEnoughMemoryException(String message, Throwable cause) {
            super(message, cause);
        }
    }

    /** The place of the snapshots cannot be used: it cannot be opened, is in use, or cannot be read. */
    public static final class SnapshotsUnavailableException extends JobRefusedException {

        private static final long serialVersionUID = 1;

        /**
         * Tells why.
         *
         * @param message names the job or operator, the place, and what can be done
         * @param cause the reason, or null
         */
        public SnapshotsUnavailableException(String message, Throwable cause) {
            super(message, cause);
        }
    }

    /** A source that can feed one job only feeds another one, or has done so. */
    public static final class SourceInUseException extends JobRefusedException {

        private static final long serialVersionUID = 1;

        /**
         * Tells why.
         *
         * @param message names the job or operator, the place, and what can be done
         * @param cause the reason, or null
         */
        public SourceInUseException(String message, Throwable cause) {
            super(message, cause);
        }
    }

    /**
     * The snapshot to go on from does not fit the job, which is another one, has other labels, or does not declare some state
     * any more; or it is damaged.
     */
    public static final class UnfitSnapshotException extends JobRefusedException {

        private static final long serialVersionUID = 1;

        /**
         * Tells why.
         *
         * @param message names the job or operator, the place, and what can be done
         * @param cause the reason, or null
         */
        public UnfitSnapshotException(String message, Throwable cause) {
            super(message, cause);
        }
    }

    /** What a source reads is not there, is not readable, or is not what was read before. */
    public static final class UnreadableSourceException extends JobRefusedException {

        private static final long serialVersionUID = 1;

        /**
         * Tells why.
         *
         * @param message names the job or operator, the place, and what can be done
         * @param cause the reason, or null
         */
        public UnreadableSourceException(String message, Throwable cause) {
            super(message, cause);
        }
    }

    /** Where a sink writes is not there, is not writable, is in use, or has what no snapshot knows of. */
    public static final class UnwritableSinkException extends JobRefusedException {

        private static final long serialVersionUID = 1;

        /**
         * Tells why.
         *
         * @param message names the job or operator, the place, and what can be done
         * @param cause the reason, or null
         */
        public UnwritableSinkException(String message, Throwable cause) {
            super(message, cause);
        }
    }
}
