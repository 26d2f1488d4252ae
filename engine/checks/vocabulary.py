"""Every element of BPMN 2.0: what of it runs here, and why the rest does not.

The table is closed: an element, attribute or place that is not written down here is refused.
"""

from typing import NamedTuple

from engine.text import Text


class Shape(NamedTuple):
    """An element that runs or is merely drawn: the attributes and children (BPMN ones) that it may have."""

    attributes: frozenset[str]
    children: frozenset[str] = frozenset()


def _shape(attributes: str = "", children: str = "") -> Shape:
    return Shape(
        frozenset(f"id name {attributes}".split()),
        frozenset(f"documentation extensionElements {children}".split()),
    )


def _both(text: Text, kinds: str) -> dict[str, Text]:
    return dict.fromkeys(kinds.split(), text)


_ACTIVITY = "isForCompensation startQuantity completionQuantity"
_FLOW = "incoming outgoing"
_CONTENT = (
    "laneSet startEvent endEvent intermediateCatchEvent boundaryEvent userTask serviceTask businessRuleTask "
    "receiveTask callActivity subProcess exclusiveGateway parallelGateway sequenceFlow textAnnotation "
    "association group"
)
_EVENT = f"{_FLOW} timerEventDefinition messageEventDefinition errorEventDefinition terminateEventDefinition"
_LEAF = Shape(frozenset({"id"}))

RUNS: dict[str, Shape] = {
    "definitions": _shape(
        "targetNamespace expressionLanguage typeLanguage exporter exporterVersion",
        "process collaboration message error category itemDefinition",
    ),
    "process": _shape("isExecutable processType isClosed definitionalCollaborationRef", _CONTENT),
    "collaboration": _shape("isClosed", "participant messageFlow textAnnotation association group"),
    "participant": _shape("processRef"),
    "messageFlow": _shape("sourceRef targetRef messageRef"),
    "laneSet": _shape("", "lane"),
    "childLaneSet": _shape("", "lane"),
    "lane": _shape("partitionElementRef", "flowNodeRef childLaneSet"),
    "sequenceFlow": _shape("sourceRef targetRef isImmediate", "conditionExpression"),
    "startEvent": _shape("isInterrupting parallelMultiple", _EVENT),
    "endEvent": _shape("", _EVENT),
    "intermediateCatchEvent": _shape("parallelMultiple", _EVENT),
    "boundaryEvent": _shape("attachedToRef cancelActivity parallelMultiple", _EVENT),
    "userTask": _shape(f"{_ACTIVITY} implementation", _FLOW),
    "serviceTask": _shape(f"{_ACTIVITY} implementation", _FLOW),
    "businessRuleTask": _shape(f"{_ACTIVITY} implementation", _FLOW),
    "receiveTask": _shape(f"{_ACTIVITY} implementation messageRef instantiate", _FLOW),
    "callActivity": _shape(f"{_ACTIVITY} calledElement", _FLOW),
    "subProcess": _shape(f"{_ACTIVITY} triggeredByEvent", f"{_FLOW} {_CONTENT}"),
    "exclusiveGateway": _shape("gatewayDirection default", _FLOW),
    "parallelGateway": _shape("gatewayDirection", _FLOW),
    "timerEventDefinition": _shape("", "timeDuration timeDate"),
    "messageEventDefinition": _shape("messageRef"),
    "errorEventDefinition": _shape("errorRef"),
    "terminateEventDefinition": _shape(),
    "message": _shape("itemRef"),
    "error": _shape("errorCode structureRef"),
    "textAnnotation": _shape("textFormat", "text"),
    "association": _shape("sourceRef targetRef associationDirection"),
    "group": _shape("categoryValueRef"),
    "category": _shape("", "categoryValue"),
    "categoryValue": _shape("value"),
    "itemDefinition": _shape("itemKind structureRef isCollection"),
    "documentation": Shape(frozenset({"id", "textFormat"})),
    "extensionElements": Shape(frozenset()),
    "incoming": _LEAF,
    "outgoing": _LEAF,
    "flowNodeRef": _LEAF,
    "text": _LEAF,
    "conditionExpression": _LEAF,
    "timeDuration": _LEAF,
    "timeDate": _LEAF,
}

_DATA = Text(
    "数据保存在数据库中，不在图中；流程只带少量路由值",
    "data lives in the database and not in the diagram; a process carries only small routing values",
)
_SEVERAL = Text(
    "一个用户任务可有多个工作项（会签、或签、依次），由该环节的完成规则决定，不画多实例或循环标记",
    "one user task has several work items (all, any, in sequence) by its completion rule; "
    "no instance or loop marker is drawn",
)
_WHO = Text(
    "由谁办理写在程序的角色和范围中，不写在图中",
    "who does a task is declared in Python as role and scope, not in the diagram",
)
_WEB_SERVICE = Text(
    "不调用 WSDL 服务；请用服务任务并在程序中登记函数",
    "WSDL operations are not called; use a service task with a function in Python",
)
_CHOREOGRAPHY = Text(
    "编排图和会话图只能看、不能运行；请画成流程",
    "choreographies and conversations are pictures only; draw a process",
)
_GLOBAL = Text(
    "不运行全局任务；请画成单独的流程再调用",
    "global tasks do not run; draw a process of its own and call it",
)
_CORRELATION = Text(
    "消息按编号直接送到等待它的环节，不用关联键",
    "a message is delivered to the very step that waits for it; no correlation keys are used",
)
_NO_EFFECT = Text(
    "在这里没有任何作用，容易误导；说明文字请写入 documentation",
    "it would have no effect here and mislead; write remarks as documentation",
)
_ABSTRACT = Text(
    "这是抽象类型，不是可画的元素；请用具体的元素",
    "this is an abstract type and nothing one can draw; use a concrete element",
)

REFUSED: dict[str, Text] = {
    "task": Text(
        "未说明类型的任务不知由谁来做；请改为用户任务或服务任务",
        "an untyped task does not say who acts; make it a user task or a service task",
    ),
    "scriptTask": Text(
        "图中不写程序；请用服务任务并在程序中登记函数",
        "diagrams hold no program; use a service task with a function in Python",
    ),
    "script": Text("图中不写程序", "diagrams hold no program"),
    "manualTask": Text(
        "手工任务没有表单、不留痕迹；请用用户任务",
        "a manual task has no form and leaves no trace; use a user task",
    ),
    "sendTask": Text(
        "发送会被引擎默默吞掉；请用服务任务把通知写入发件箱",
        "the engine would swallow what is sent; use a service task that writes to the outbox",
    ),
    "inclusiveGateway": Text(
        "包容网关在退回和循环中汇合不可靠；请用排他网关加并行网关",
        "its join is unreliable after a return or in a loop; use exclusive and parallel gateways",
    ),
    "complexGateway": Text(
        "复杂网关没有统一含义；请用排他网关或完成规则",
        "it has no agreed meaning; use an exclusive gateway or a completion rule",
    ),
    "eventBasedGateway": Text(
        "事件网关后的第二个定时器不会响；请在接收任务上附加定时边界事件",
        "a second timer behind it never rings; put a boundary timer on a receive task",
    ),
    "transaction": Text(
        "事务子流程需要补偿，本引擎不支持；请用普通子流程和错误边界事件",
        "it needs compensation, which does not run; use a sub-process with an error boundary",
    ),
    "adHocSubProcess": Text(
        "即席子流程没有次序，无法检查；请用一个有多个工作项的用户任务",
        "it has no order that could be checked; use one user task with several work items",
    ),
    "intermediateThrowEvent": Text(
        "抛出事件会被引擎默默吞掉；请用服务任务",
        "the engine would swallow what is thrown; use a service task",
    ),
    "signalEventDefinition": Text(
        "信号会同时惊动所有等待者；请用消息",
        "a signal wakes everybody who waits; use a message",
    ),
    "escalationEventDefinition": Text(
        "升级事件不运行；催办和升级由期限机制统一处理，需要改变走向时用错误事件或定时器",
        "it does not run; reminders and escalation belong to deadlines, a change of course to an error or timer",
    ),
    "compensateEventDefinition": Text(
        "引擎会默默忽略补偿；请画出撤销的步骤",
        "the engine silently ignores compensation; draw the steps that undo",
    ),
    "cancelEventDefinition": Text(
        "取消事件只用于事务子流程，不支持事务",
        "it belongs to transactions, which do not run",
    ),
    "linkEventDefinition": Text(
        "引擎会默默忽略链接事件；请直接连线或拆成子流程",
        "the engine silently ignores links; draw the flow, or split the diagram into called processes",
    ),
    "conditionalEventDefinition": Text(
        "条件变化时引擎不会及时重新判断；请用消息唤醒",
        "the engine does not look again when the condition changes; wake it with a message",
    ),
    "timeCycle": Text(
        "重复的提醒由期限机制处理，不画循环定时器",
        "recurring reminders belong to deadlines; a cycle is not drawn",
    ),
    "dataStore": _DATA,
    "correlationProperty": _CORRELATION,
    "extension": Text(
        "要求必须理解的扩展无法保证其含义",
        "an extension that must be understood is not",
    ),
    "import": Text("不读取其他文件的类型定义", "types of other files are not read"),
    "eventDefinitionRef": Text(
        "引用的公共事件定义不被读取；请把定义写在事件里面",
        "shared event definitions are not read; put the definition into the event",
    ),
    "participantMultiplicity": Text(
        "多个参与方各有自己的流程实例，不画多实例泳池",
        "each participant has an instance of its own; a pool has no instance marker",
    ),
    **_both(
        _SEVERAL,
        "multiInstanceLoopCharacteristics standardLoopCharacteristics loopCharacteristics loopCardinality "
        "loopCondition loopDataInputRef loopDataOutputRef inputDataItem outputDataItem completionCondition "
        "complexBehaviorDefinition",
    ),
    **_both(
        _DATA,
        "dataObject dataObjectReference dataStoreReference dataState property ioSpecification ioBinding "
        "dataInput dataOutput inputSet outputSet dataInputRefs dataOutputRefs optionalInputRefs "
        "optionalOutputRefs whileExecutingInputRefs whileExecutingOutputRefs inputSetRefs outputSetRefs "
        "dataInputAssociation dataOutputAssociation dataAssociation assignment transformation from to "
        "sourceRef targetRef",
    ),
    **_both(
        _WHO,
        "performer potentialOwner humanPerformer resourceRole resource resourceRef resourceParameter "
        "resourceParameterBinding resourceAssignmentExpression",
    ),
    **_both(
        _WEB_SERVICE,
        "interface operation operationRef interfaceRef supportedInterfaceRef endPoint endPointRef inMessageRef "
        "outMessageRef",
    ),
    **_both(
        _CHOREOGRAPHY,
        "choreography globalChoreographyTask choreographyTask callChoreography subChoreography choreographyActivity "
        "choreographyRef conversation callConversation subConversation globalConversation conversationNode "
        "conversationLink conversationAssociation participantAssociation innerParticipantRef "
        "outerParticipantRef messageFlowAssociation messageFlowRef participantRef",
    ),
    **_both(_GLOBAL, "globalTask globalUserTask globalManualTask globalScriptTask globalBusinessRuleTask"),
    **_both(
        _CORRELATION,
        "correlationKey correlationPropertyRef correlationPropertyBinding correlationSubscription "
        "correlationPropertyRetrievalExpression messagePath dataPath",
    ),
    **_both(
        _NO_EFFECT,
        "auditing monitoring rendering relationship source target partnerEntity partnerRole supports "
        "partitionElement categoryValueRef errorRef activationCondition signal escalation condition",
    ),
    **_both(
        _ABSTRACT,
        "activity artifact baseElement baseElementWithMixedContent callableElement catchEvent throwEvent "
        "implicitThrowEvent event eventDefinition expression formalExpression flowElement flowNode gateway rootElement",
    ),
}

FIXED_VALUES: dict[str, tuple[str, Text]] = {
    "isForCompensation": ("false", REFUSED["compensateEventDefinition"]),
    "startQuantity": ("1", Text("任务只等一个令牌", "a task waits for one token only")),
    "completionQuantity": ("1", Text("任务只产生一个令牌", "a task gives one token only")),
    "instantiate": ("false", Text("流程由人在系统中发起，不由消息启动", "people start a process, not messages")),
    "parallelMultiple": ("false", Text("一个事件只等一件事", "an event waits for one thing only")),
    "triggeredByEvent": (
        "false",
        Text(
            "引擎的事件子流程会误启动或不中断；请用子流程加边界事件",
            "event sub-processes misfire in the engine; use a sub-process with a boundary event",
        ),
    ),
}
"""Attributes that exist in BPMN but may only say what holds anyway: attribute -> (value, reason)."""

REFUSED_ATTRIBUTES: dict[str, Text] = {
    "operationRef": _WEB_SERVICE,
    "default": Text(
        "只有排他网关可以有默认流向；请在任务之后画一个排他网关",
        "only an exclusive gateway has a default flow; draw one behind the task",
    ),
    "language": Text("条件只用本系统的条件语言", "conditions are written in this system's own language"),
    "evaluatesToTypeRef": _DATA,
    "itemSubjectRef": _DATA,
}
