package io.millrace.edge;

/** What travels among the rows: a batch carries at most one, behind its rows. */
public sealed interface Signal {

    void dispatch(Handler handler);

    /** One method per kind of signal. */
    interface Handler {

        void onWatermark(Watermark watermark);

        void onIdle(Idle idle);

        void onActive(Active active);

        void onBarrier(Barrier barrier);

        void onEndOfData(EndOfData end);

        void onEndOfStream(EndOfStream end);
    }

    /** No more rows at or before the timestamp are expected. */
    record Watermark(long timestamp) implements Signal {
        @Override
        public void dispatch(Handler handler) {
            handler.onWatermark(this);
        }
    }

    /** Nothing is expected for a while: do not wait for this input. Ends with the next row, watermark or {@link Active}. */
    record Idle() implements Signal {
        @Override
        public void dispatch(Handler handler) {
            handler.onIdle(this);
        }
    }

    /** The end of idleness, though neither rows nor event time have come: event time stays where it is until this input says more. */
    record Active() implements Signal {
        @Override
        public void dispatch(Handler handler) {
            handler.onActive(this);
        }
    }

    /** What came before belongs to the snapshot, what comes after does not. */
    record Barrier(long snapshot) implements Signal {
        @Override
        public void dispatch(Handler handler) {
            handler.onBarrier(this);
        }
    }

    /** No more rows. Barriers may still follow. */
    record EndOfData() implements Signal {
        @Override
        public void dispatch(Handler handler) {
            handler.onEndOfData(this);
        }
    }

    /** Nothing will follow. */
    record EndOfStream() implements Signal {
        @Override
        public void dispatch(Handler handler) {
            handler.onEndOfStream(this);
        }
    }

    Idle IDLE = new Idle();
    Active ACTIVE = new Active();
    EndOfData END_OF_DATA = new EndOfData();
    EndOfStream END_OF_STREAM = new EndOfStream();
}
