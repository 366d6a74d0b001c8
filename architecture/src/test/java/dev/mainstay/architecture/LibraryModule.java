// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.describe;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * A directory with one exported package, and what it may import besides the JDK's {@code java..}
 * packages. What lies in packages below that one is for the module itself alone.
 *
 * @param packageName the exported package
 * @param needs packages that are there wherever the module is
 * @param optional libraries that may be missing, and the only classes that may touch them
 */
record LibraryModule(
        String directory, String packageName, List<String> needs, List<Optional> optional) {

    /** All types of a library; what {@code classes} (a pattern of simple names) may touch alone. */
    record Optional(String packages, String classes) {}

    static LibraryModule in(String directory, String packageName) {
        return new LibraryModule(directory, packageName, List.of(), List.of());
    }

    LibraryModule needs(String... packages) {
        return new LibraryModule(directory, packageName, List.of(packages), optional);
    }

    LibraryModule optional(String packages, String classes) {
        var more = Stream.concat(optional.stream(), Stream.of(new Optional(packages, classes)));
        return new LibraryModule(directory, packageName, needs, more.toList());
    }

    /** A directory beside core in {@code http-adapters}. */
    boolean isAdapter() {
        return directory.startsWith("http-adapters/") && !directory.endsWith("/core");
    }

    /** Something that its build has made. */
    Path built(String name) {
        return Checkout.ROOT.resolve(directory).resolve("target").resolve(name);
    }

    /** The sources that are published, in whichever package. */
    List<Path> sources() {
        Path main = Path.of(directory, "src/main/java/dev");
        return Checkout.sources(".java").stream()
                .filter(file -> Checkout.relative(file).startsWith(main))
                .toList();
    }

    /** Packages of other modules and libraries. */
    String[] allowedPackages() {
        return Stream.of(
                        Stream.of(Modules.INTERNAL, "java..", "org.jspecify.annotations"),
                        needs.stream(),
                        optional.stream().map(Optional::packages))
                .flatMap(packages -> packages)
                .toArray(String[]::new);
    }

    /** An adapter may import what its {@code module-info} requires, or else it does not compile. */
    DescribedPredicate<JavaClass> libraries() {
        return describe(
                "are of an adapter's server",
                type -> isAdapter() && !type.getPackageName().startsWith("dev.mainstay."));
    }

    @Override
    public String toString() {
        return directory;
    }
}
