// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.internal;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;
import org.slf4j.spi.CallerBoundaryAware;
import org.slf4j.spi.LoggingEventBuilder;

/**
 * The one way into the log: masks what it is given, throwables too, and throws nothing, as a broken
 * backend must not take down what reports to it. A throwable as the last value is logged with its
 * stack. Thread-safe.
 */
@SuppressWarnings("CatchThrowable") // the log itself may be broken, and who calls must go on
public final class Log {
    private static final String SELF = Log.class.getName();

    private record Lines(Object text) {}

    private final Logger logger;

    private Log(Logger logger) {
        this.logger = logger;
    }

    /** The log of a type that users know. */
    public static Log of(Class<?> owner) {
        return new Log(LoggerFactory.getLogger(owner));
    }

    public void debug(String format, @Nullable Object... values) {
        write(Level.DEBUG, format, values);
    }

    public void info(String format, @Nullable Object... values) {
        write(Level.INFO, format, values);
    }

    public void warn(String format, @Nullable Object... values) {
        write(Level.WARN, format, values);
    }

    public void error(String format, @Nullable Object... values) {
        write(Level.ERROR, format, values);
    }

    public boolean isEnabled(Level level) {
        return logger.isEnabledForLevel(level);
    }

    public void write(Level level, String format, @Nullable Object... values) {
        try {
            if (logger.isEnabledForLevel(level)) {
                LoggingEventBuilder event = logger.makeLoggingEventBuilder(level);
                if (event instanceof CallerBoundaryAware aware) {
                    aware.setCallerBoundary(SELF);
                }
                int count = values.length;
                if (count > 0 && values[count - 1] instanceof Throwable thrown) {
                    event = event.setCause(Throwables.masked(thrown));
                    count--;
                }
                for (int i = 0; i < count; i++) {
                    event = event.addArgument(masked(values[i]));
                }
                event.setMessage(format).log();
            }
        } catch (Throwable broken) { // also short memory, which must not end who reports it
            return;
        }
    }

    /** A value of several lines, as a report is; of any other the line breaks are taken out. */
    public static Object lines(Object text) {
        return new Lines(text);
    }

    private static @Nullable Object masked(@Nullable Object value) {
        if (value == null || value instanceof Number || value instanceof Boolean) {
            return value;
        }
        try {
            if (value instanceof Throwable thrown) {
                return Throwables.describe(thrown);
            }
            return value instanceof Lines lines
                    ? Masking.maskLines(String.valueOf(lines.text.toString()))
                    : Text.oneLine(Masking.mask(String.valueOf(value.toString())));
        } catch (Throwable broken) {
            return value.getClass().getName() + " (its words could not be read)";
        }
    }
}
