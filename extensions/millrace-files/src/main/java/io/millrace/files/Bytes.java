package io.millrace.files;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Bytes that grow. Confined to one thread. */
final class Bytes {

    private byte[] bytes = new byte[64 << 10];
    private int length;

    byte[] array() {
        return bytes;
    }

    int length() {
        return length;
    }

    void clear() {
        length = 0;
    }

    void add(char ascii) {
        reserve(1);
        bytes[length++] = (byte) ascii;
    }

    void add(byte[] more) {
        reserve(more.length);
        System.arraycopy(more, 0, bytes, length, more.length);
        length += more.length;
    }

    /** Of ASCII alone. */
    @SuppressWarnings("deprecation") // each char is one byte
    void addAscii(String text) {
        reserve(text.length());
        text.getBytes(0, text.length(), bytes, length);
        length += text.length();
    }

    void add(String text) {
        add(text.getBytes(StandardCharsets.UTF_8));
    }

    void add(long number) {
        if (number == Long.MIN_VALUE) {
            addAscii(Long.toString(number));
            return;
        }
        if (number < 0) {
            add('-');
        }
        long rest = Math.abs(number);
        int digits = 1;
        for (long more = rest / 10; more > 0; more /= 10) {
            digits++;
        }
        reserve(digits);
        for (int i = length + digits - 1; i >= length; i--) {
            bytes[i] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
        length += digits;
    }

    private void reserve(int more) {
        if (more > bytes.length - length) {
            bytes = Arrays.copyOf(bytes, (int)
                    Math.min(Integer.MAX_VALUE - 8L, Math.max(2L * bytes.length, (long) length + more)));
        }
    }
}
