package io.millrace.examples.pictures;

import java.util.Locale;

/** Text of an SVG picture, with a background of its own so that it can be read on any page. */
final class Svg {

    static final String INK = "#1f2933";
    static final String QUIET = "#66727f";
    static final String GRID = "#d5dbe1";
    static final String EVENT = "#2563a8";
    static final String WATERMARK = "#b35900";
    static final String EARLY = "#7b6bb0";
    static final String ON_TIME = "#2f7d4f";
    static final String AFTERWARDS = "#c2780c";
    static final String TOO_LATE = "#c0392b";

    /** Where a text stands relative to its point. */
    enum Anchor {
        START,
        MIDDLE,
        END
    }

    private final StringBuilder text = new StringBuilder();

    Svg(int width, int height, String title) {
        line("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 " + width + " " + height + "\" width=\"" + width
                + "\" height=\"" + height + "\" font-family=\"Helvetica, Arial, sans-serif\" font-size=\"13\">");
        line("  <title>" + escaped(title) + "</title>");
        line("  <rect width=\"" + width + "\" height=\"" + height + "\" rx=\"6\" fill=\"#ffffff\"/>");
        text(20, 26, Anchor.START, INK, title);
    }

    void segment(double x1, double y1, double x2, double y2, String colour) {
        line("  <path d=\"M" + number(x1) + " " + number(y1) + " L" + number(x2) + " " + number(y2) + "\" stroke=\""
                + colour + "\" fill=\"none\"/>");
    }

    void dashed(double x1, double y1, double x2, double y2, String colour) {
        line("  <path d=\"M" + number(x1) + " " + number(y1) + " L" + number(x2) + " " + number(y2) + "\" stroke=\""
                + colour + "\" stroke-dasharray=\"5 4\" fill=\"none\"/>");
    }

    /** A thick line through points, as x and y by turns. */
    void path(Iterable<Double> points, String colour) {
        StringBuilder path = new StringBuilder();
        int at = 0;
        for (Double coordinate : points) {
            path.append(at == 0 ? "M" : at % 2 == 0 ? " L" : " ").append(number(coordinate));
            at++;
        }
        line("  <path d=\"" + path + "\" stroke=\"" + colour + "\" stroke-width=\"2.5\" fill=\"none\"/>");
    }

    void dot(double x, double y, String colour) {
        line("  <circle cx=\"" + number(x) + "\" cy=\"" + number(y) + "\" r=\"5\" fill=\"" + colour + "\"/>");
    }

    void ring(double x, double y, String colour) {
        line("  <circle cx=\"" + number(x) + "\" cy=\"" + number(y)
                + "\" r=\"5\" fill=\"#ffffff\" stroke-width=\"2.5\" stroke=\"" + colour + "\"/>");
    }

    /** A box with a word in its middle, or with none where that is empty. */
    void box(double x, double y, double width, double height, String colour, String word) {
        line("  <rect x=\"" + number(x) + "\" y=\"" + number(y) + "\" width=\"" + number(width) + "\" height=\""
                + number(height) + "\" rx=\"3\" fill=\"" + colour + "\" fill-opacity=\"0.14\" stroke=\"" + colour
                + "\"/>");
        if (!word.isEmpty()) {
            text(x + width / 2, y + height / 2 + 4.5, Anchor.MIDDLE, INK, word);
        }
    }

    void text(double x, double y, Anchor anchor, String colour, String words) {
        line("  <text x=\"" + number(x) + "\" y=\"" + number(y) + "\" text-anchor=\""
                + anchor.name().toLowerCase(Locale.ROOT) + "\" fill=\"" + colour + "\">" + escaped(words) + "</text>");
    }

    private void line(String line) {
        text.append(line).append('\n');
    }

    private static String number(double value) {
        long tenths = Math.round(value * 10);
        return tenths % 10 == 0 ? Long.toString(tenths / 10) : String.format(Locale.ROOT, "%.1f", tenths / 10.0);
    }

    private static String escaped(String words) {
        return words.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }

    @Override
    public String toString() {
        return text + "</svg>\n";
    }
}
