// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.simpleName;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.name;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.library.GeneralCodingRules;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ForkJoinPool;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** What code that is embedded in other people's processes leaves to them. */
class LibraryCodeTest {
    @Test
    void threads_whenTheyWait_doNotSleep() {
        noClasses()
                .should()
                .callMethodWhere(
                        target(owner(assignableTo(Thread.class))).and(target(name("sleep"))))
                .because("a sleep can be neither woken by close() nor driven by a test's clock")
                .check(Modules.classes());
    }

    @ParameterizedTest
    @FieldSource("dev.mainstay.architecture.Modules#ALL")
    void threads_whenTheyAreDaemons_areMadeInOnePlace(LibraryModule module) {
        assertThat(module.sources())
                .filteredOn(file -> !file.endsWith("internal/DaemonThreads.java"))
                .filteredOn(
                        file ->
                                Checkout.lines(file).stream()
                                        .anyMatch(it -> it.matches(".*setDaemon\\((?!false).*")))
                .isEmpty();
    }

    @Test
    void log_whoeverWrites_isWrittenByTheOneThatMasks() {
        noClasses()
                .that()
                .resideOutsideOfPackage(Modules.INTERNAL)
                .should()
                .dependOnClassesThat()
                .haveFullyQualifiedName("org.slf4j.Logger")
                .because("what it is given it writes, passwords too; use Log")
                .check(Modules.classes());
    }

    @Test
    void throwables_whenTheirWordsAreNeeded_areDescribedByTheOneThatMasks() throws IOException {
        List<Path> files =
                Modules.ALL.stream()
                        .flatMap(module -> module.sources().stream())
                        .filter(file -> !file.getParent().endsWith("dev/mainstay/internal"))
                        .toList();

        assertThat(ThrowableWords.in(files)).isEmpty();
    }

    @Test
    void process_whateverHappens_isEndedByTheShutdownAlone() {
        noClasses()
                .that()
                .doNotHaveFullyQualifiedName("dev.mainstay.shutdown.ProcessEnd")
                .should()
                .callMethod(System.class, "exit", int.class)
                .orShould()
                .callMethod(Runtime.class, "exit", int.class)
                .orShould()
                .callMethod(Runtime.class, "halt", int.class)
                .check(Modules.classes());
    }

    @Test
    void messages_whateverTheySay_goThroughTheLogger() {
        noClasses()
                .should()
                .accessField(System.class, "out")
                .orShould()
                .accessField(System.class, "err")
                .orShould()
                .callMethodWhere(target(name("printStackTrace")))
                .check(Modules.classes());
    }

    @Test
    void work_whenAsynchronous_runsOnAnExecutorOfItsOwn() {
        noClasses()
                .should()
                .callMethod(CompletableFuture.class, "supplyAsync", Supplier.class)
                .orShould()
                .callMethod(CompletableFuture.class, "runAsync", Runnable.class)
                .orShould()
                .callMethod(ForkJoinPool.class, "commonPool")
                .because("the common pool is the application's; use one with an " + Executor.class)
                .check(Modules.classes());
    }

    @Test
    void exceptions_whenThrown_areOfANamedKind() {
        // A copy of one is made, and not thrown.
        GeneralCodingRules.NO_CLASSES_SHOULD_THROW_GENERIC_EXCEPTIONS.check(
                Modules.classes().that(not(simpleName("MaskedThrowable"))));
    }
}
