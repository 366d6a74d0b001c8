// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.shutdown;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.function.ObjIntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Signals, as far as this JVM lets a program have them: through {@code sun.misc.Signal}, which need
 * not be there. A handler of another program part that was there before is called as well; a signal
 * that the process was started to ignore stays ignored.
 */
final class Signals {
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
            var chain = new Chain(handler.getMethod("handle", type), signal);
            Object ours =
                    Proxy.newProxyInstance(
                            Signals.class.getClassLoader(),
                            new Class<?>[] {handler},
                            (proxy, method, args) -> {
                                if (!method.getName().equals("handle")) {
                                    return ofObject(proxy, method.getName(), args);
                                }
                                action.accept("SIG" + name, number);
                                chain.callBefore();
                                return null;
                            });
            chain.before = type.getMethod("handle", type, handler).invoke(null, signal, ours);
            boolean ignored = handler.getField("SIG_IGN").get(null) == chain.before;
            return ignored ? IGNORED : null;
        } catch (InvocationTargetException e) {
            return String.valueOf(e.getCause());
        } catch (ReflectiveOperationException | LinkageError | RuntimeException e) {
            return e + "; it takes the module jdk.unsupported";
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

    /** The handler that was there before, unless it is the JDK's own, which would exit at once. */
    private static final class Chain {
        private final Method handle;
        private final Object signal;
        volatile @Nullable Object before;

        Chain(Method handle, Object signal) {
            this.handle = handle;
            this.signal = signal;
        }

        void callBefore() throws ReflectiveOperationException {
            Object next = before;
            if (next != null && !next.getClass().getPackageName().equals(JDK_PACKAGE)) {
                handle.invoke(next, signal);
            }
        }
    }
}
