// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.shutdown;

import dev.mainstay.internal.Durations;
import dev.mainstay.internal.Log;
import dev.mainstay.internal.Throwables;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import java.util.function.ObjIntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Signals, as far as this JVM lets a program have them: through {@code sun.misc.Signal}, which need
 * not be there. A handler of another program part that was there before is called as well; a signal
 * that the process was started to ignore stays ignored.
 */
final class Signals {
    private static final Log LOG = Log.of(ShutdownCoordinator.class);
    private static final String JDK_PACKAGE = "sun.misc";
    private static final String IGNORED =
            "the process was started to ignore it, as a shell starts its background jobs";

    private Signals() {}

    /**
     * Handles a signal from now on.
     *
     * @param name such as {@code TERM}
     * @param action given the name, as {@code SIGTERM}, and the number
     * @return null if it will be called; otherwise why not
     */
    static @Nullable String handle(String name, ObjIntConsumer<String> action) {
        try {
            Class<?> type = Class.forName("sun.misc.Signal");
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            Object signal = type.getConstructor(String.class).newInstance(name);
            int number = (int) type.getMethod("getNumber").invoke(signal);
            Method handle = handler.getMethod("handle", type);
            var before = new AtomicReference<@Nullable Object>();
            Object ours =
                    Proxy.newProxyInstance(
                            Signals.class.getClassLoader(),
                            new Class<?>[] {handler},
                            (proxy, method, args) -> {
                                if (!method.getName().equals("handle")) {
                                    return ofObject(proxy, method.getName(), args);
                                }
                                action.accept("SIG" + name, number);
                                callOther(before.get(), handle, signal);
                                return null;
                            });
            before.set(type.getMethod("handle", type, handler).invoke(null, signal, ours));
            boolean ignored = handler.getField("SIG_IGN").get(null) == before.get();
            return ignored ? IGNORED : null;
        } catch (InvocationTargetException e) {
            return Throwables.describe(e.getTargetException());
        } catch (ReflectiveOperationException | LinkageError | RuntimeException e) {
            return Throwables.describe(e) + "; it takes the module jdk.unsupported";
        }
    }

    /** Calls who handled it before, unless that is the JDK itself, which would exit at once. */
    private static void callOther(@Nullable Object other, Method handle, Object signal) {
        if (other == null || other.getClass().getPackageName().equals(JDK_PACKAGE)) {
            return;
        }
        try {
            handle.invoke(other, signal);
        } catch (InvocationTargetException e) {
            LOG.warn("another handler of {} failed", signal, e.getTargetException());
        } catch (IllegalAccessException e) {
            LOG.warn("another handler of {} cannot be called", signal, e);
        }
    }

    /** What {@code Object} has and a proxy must answer itself. */
    private static Object ofObject(Object proxy, String method, Object[] args) {
        return switch (method) {
            case "equals" -> proxy == args[0];
            case "hashCode" -> System.identityHashCode(proxy);
            default -> Signals.class.getName();
        };
    }

    /** What the signal that has come now means. */
    enum Meaning {
        BEGIN,
        SKIP_WAITING,
        HALT,
        SAME
    }

    /**
     * What the signals of a process mean, by their number. A terminal and a wrapper may each pass
     * on the same one: what comes within a quarter of a second of the one before is that one again.
     */
    static final class Count {
        private static final long SAME = 250 * Durations.MILLISECOND;

        private final LongSupplier ticker;
        private int count;
        private long last;

        Count(LongSupplier ticker) {
            this.ticker = ticker;
        }

        synchronized Meaning next() {
            long now = ticker.getAsLong();
            if (count > 0 && now - last < SAME) {
                return Meaning.SAME;
            }
            last = now;
            count++;
            return count == 1 ? Meaning.BEGIN : count == 2 ? Meaning.SKIP_WAITING : Meaning.HALT;
        }
    }
}
