package io.millrace.time;

/** What an input, or a split of a source, has to say about event time. */
public enum WatermarkStatus {
    /** Its watermark holds back the combined one. */
    ACTIVE,
    /** It is silent and not waited for; any row or watermark makes it active again. */
    IDLE,
    /** Nothing comes from it any more. */
    FINISHED
}
