package io.millrace.examples.pictures;

/**
 * From values to places on a picture.
 *
 * @param first the value at the beginning
 * @param last the value at the end
 * @param from where the first one is
 * @param to where the last one is; less than that for an axis that goes up
 */
record Axis(double first, double last, double from, double to) {

    double at(double value) {
        return from + (value - first) / (last - first) * (to - from);
    }
}
